-- Roles and databases of the four services, for psql as superuser; safe to run again.
-- Each service has its own database and three roles: owner (migrations), api and worker (rows only, under
-- row-level security). Nobody else may connect.
\set ON_ERROR_STOP on
\set password lockstep
\getenv password LOCKSTEP_DATABASE_PASSWORD

SELECT format('CREATE ROLE %I', service || '_' || role)
FROM unnest(ARRAY['sessions', 'attendance', 'payouts', 'reports']) service,
     unnest(ARRAY['owner', 'api', 'worker']) role
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = service || '_' || role)
\gexec

SELECT format(
    'ALTER ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD %L',
    service || '_' || role,
    :'password'
)
FROM unnest(ARRAY['sessions', 'attendance', 'payouts', 'reports']) service,
     unnest(ARRAY['owner', 'api', 'worker']) role
\gexec

SELECT format('CREATE DATABASE %I OWNER %I', service, service || '_owner')
FROM unnest(ARRAY['sessions', 'attendance', 'payouts', 'reports']) service
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = service)
\gexec

SELECT format('REVOKE ALL ON DATABASE %I FROM PUBLIC', service)
FROM unnest(ARRAY['sessions', 'attendance', 'payouts', 'reports']) service
\gexec

SELECT format('GRANT CONNECT ON DATABASE %1$I TO %2$I, %3$I, %4$I',
              service, service || '_owner', service || '_api', service || '_worker')
FROM unnest(ARRAY['sessions', 'attendance', 'payouts', 'reports']) service
\gexec
