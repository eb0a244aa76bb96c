-- The schema of payouts, as its migrations make it. After a new migration, make this file anew:
--   .venv/bin/python -m lockstep_local.schemas write

CREATE EXTENSION IF NOT EXISTS btree_gist WITH SCHEMA public;

COMMENT ON EXTENSION btree_gist IS 'support for indexing common datatypes in GiST';

CREATE FUNCTION public.refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            RAISE EXCEPTION '% on % is refused: its rows are immutable', TG_OP, TG_TABLE_NAME
                USING ERRCODE = 'integrity_constraint_violation';
        END $$;

CREATE TABLE public.accounts (
    id uuid NOT NULL,
    org_id uuid NOT NULL,
    kind text NOT NULL,
    owner_id uuid NOT NULL,
    currency text NOT NULL,
    CONSTRAINT accounts_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text)),
    CONSTRAINT accounts_kind_check CHECK ((kind = ANY (ARRAY['coaching_cost'::text, 'coach_payable'::text])))
);

ALTER TABLE ONLY public.accounts FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE public.accounts IS 'The accounts between which transfers move money. Rows never change: a balance is the sum of transfers.';

CREATE TABLE public.acknowledged (
    topic text NOT NULL,
    partition integer NOT NULL,
    record_offset bigint NOT NULL
)
WITH (fillfactor='50');

COMMENT ON TABLE public.acknowledged IS 'The last Kafka record of each partition that was acknowledged to the relay, written when a row leaves the outbox.';

CREATE TABLE public.alembic_version (
    version_num character varying(32) NOT NULL
);

CREATE TABLE public.breaker (
    consumer text NOT NULL,
    in_a_row integer NOT NULL,
    CONSTRAINT breaker_in_a_row_check CHECK ((in_a_row >= 0))
);

CREATE TABLE public.credits (
    session_id uuid NOT NULL,
    org_id uuid NOT NULL,
    sequence bigint NOT NULL,
    credited_at timestamp with time zone NOT NULL,
    corrected_sequence bigint DEFAULT 0 NOT NULL,
    CONSTRAINT credits_corrected_sequence_check CHECK ((corrected_sequence >= 0)),
    CONSTRAINT credits_instants CHECK (((credited_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (credited_at < '2200-01-01 00:00:00+00'::timestamp with time zone))),
    CONSTRAINT credits_sequence_check CHECK ((sequence >= 0))
);

ALTER TABLE ONLY public.credits FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE public.credits IS 'One row per credited session. The primary key makes it impossible to credit a session twice. `sequence` is that of its newest event here. `corrected_sequence` is the sequence of the newest correction that was applied to its earnings, or 0. A session that was voided while it had no rate has a row too, so that it is never credited: its `sequence` is 0, because no event was emitted, and its `credited_at` is the time of the void.';

CREATE TABLE public.earnings (
    id uuid NOT NULL,
    org_id uuid NOT NULL,
    session_id uuid NOT NULL,
    coach_id uuid NOT NULL,
    purpose text NOT NULL,
    share_basis_points smallint NOT NULL,
    rate_id uuid NOT NULL,
    unit text NOT NULL,
    rate_amount_minor bigint NOT NULL,
    logged_minutes smallint NOT NULL,
    priced_at timestamp with time zone NOT NULL,
    currency text NOT NULL,
    amount_minor bigint NOT NULL,
    transfer_id uuid,
    credited_at timestamp with time zone NOT NULL,
    revision integer DEFAULT 0 NOT NULL,
    CONSTRAINT earnings_amount_minor_check CHECK ((amount_minor >= 0)),
    CONSTRAINT earnings_check CHECK (((amount_minor = 0) = (transfer_id IS NULL))),
    CONSTRAINT earnings_instants CHECK (((priced_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (priced_at < '2200-01-01 00:00:00+00'::timestamp with time zone) AND (credited_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (credited_at < '2200-01-01 00:00:00+00'::timestamp with time zone))),
    CONSTRAINT earnings_purpose_check CHECK ((purpose = 'session'::text)),
    CONSTRAINT earnings_revision_check CHECK ((revision >= 0)),
    CONSTRAINT earnings_share_basis_points_check CHECK (((share_basis_points >= 0) AND (share_basis_points <= 10000)))
);

ALTER TABLE ONLY public.earnings FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE public.earnings IS 'One row per coach of a credited session and revision, immutable. It has a copy of the rate, which is the same in all earnings of a session. A part of 0 has no transfer. `revision` says how many amendments of minutes or shares are counted in.';

CREATE TABLE public.idempotency_keys (
    org_id uuid NOT NULL,
    caller uuid NOT NULL,
    key text NOT NULL,
    request_hash bytea NOT NULL,
    status smallint NOT NULL,
    headers jsonb NOT NULL,
    body bytea NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY public.idempotency_keys FORCE ROW LEVEL SECURITY;

CREATE TABLE public.inbox (
    event_id uuid NOT NULL,
    handled_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE public.organisations (
    org_id uuid NOT NULL,
    sequence bigint NOT NULL,
    zone text NOT NULL,
    policy_version bigint NOT NULL,
    policy_effective_from timestamp with time zone,
    separate_duties jsonb DEFAULT '[]'::jsonb NOT NULL,
    CONSTRAINT organisations_instants CHECK (((policy_effective_from >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (policy_effective_from < '2200-01-01 00:00:00+00'::timestamp with time zone))),
    CONSTRAINT organisations_policy_version_check CHECK ((policy_version >= 0)),
    CONSTRAINT organisations_sequence_check CHECK ((sequence > 0))
);

ALTER TABLE ONLY public.organisations FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE public.organisations IS 'The newest state of each organisation, from the events of the sessions service. The policy version may not be in force yet.';

COMMENT ON COLUMN public.organisations.separate_duties IS 'Which duties are separated and from when on: effective_from, duties. The last that has begun counts';

CREATE TABLE public.outbox (
    shard smallint NOT NULL,
    id bigint NOT NULL,
    event_id uuid NOT NULL,
    key text NOT NULL,
    sequence bigint NOT NULL,
    topic text NOT NULL,
    headers jsonb NOT NULL,
    payload bytea,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    org_id uuid DEFAULT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid
)
WITH (fillfactor='90', autovacuum_vacuum_scale_factor='0', autovacuum_vacuum_threshold='5000', autovacuum_vacuum_insert_threshold='-1', autovacuum_analyze_scale_factor='0', autovacuum_analyze_threshold='100000', toast_tuple_target='8160');
ALTER TABLE ONLY public.outbox ALTER COLUMN payload SET STORAGE EXTERNAL;

ALTER TABLE ONLY public.outbox FORCE ROW LEVEL SECURITY;

ALTER TABLE public.outbox ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.outbox_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.parked (
    id bigint NOT NULL,
    topic text NOT NULL,
    partition integer NOT NULL,
    record_offset bigint NOT NULL,
    key bytea NOT NULL,
    value bytea,
    header_names bytea[] NOT NULL,
    header_values bytea[] NOT NULL,
    error text NOT NULL,
    parked_at timestamp with time zone DEFAULT now() NOT NULL,
    record_id bytea DEFAULT '\x'::bytea NOT NULL
);

ALTER TABLE public.parked ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.parked_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.positions (
    topic text NOT NULL,
    partition integer NOT NULL,
    record_offset bigint DEFAULT '-1'::integer NOT NULL,
    record_id bytea DEFAULT '\x'::bytea NOT NULL,
    CONSTRAINT positions_record_offset_check CHECK ((record_offset >= '-1'::integer))
)
WITH (fillfactor='50');

COMMENT ON TABLE public.positions IS 'The last Kafka record that was read in each partition, written in the transaction that has its effects.';

CREATE TABLE public.rate_books (
    org_id uuid NOT NULL,
    revision bigint NOT NULL,
    CONSTRAINT rate_books_revision_check CHECK ((revision >= 1))
);

ALTER TABLE ONLY public.rate_books FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE public.rate_books IS 'How many rates each organisation has set. An unrated completion is examined again only if this number has grown.';

CREATE TABLE public.rates (
    id uuid NOT NULL,
    org_id uuid NOT NULL,
    scope text NOT NULL,
    coach_id uuid,
    course_id uuid,
    category_id uuid,
    unit text NOT NULL,
    amount_minor bigint NOT NULL,
    currency text NOT NULL,
    effective_from timestamp with time zone NOT NULL,
    effective_to timestamp with time zone,
    set_by uuid NOT NULL,
    set_at timestamp with time zone NOT NULL,
    CONSTRAINT rates_amount_minor_check CHECK ((amount_minor >= 0)),
    CONSTRAINT rates_check CHECK ((effective_to > effective_from)),
    CONSTRAINT rates_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text)),
    CONSTRAINT rates_instants CHECK (((effective_from >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (effective_from < '2200-01-01 00:00:00+00'::timestamp with time zone) AND (effective_to >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (effective_to < '2200-01-01 00:00:00+00'::timestamp with time zone) AND (set_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (set_at < '2200-01-01 00:00:00+00'::timestamp with time zone))),
    CONSTRAINT rates_name_what_they_are_for CHECK (((((((scope = 'org'::text) AND ((coach_id IS NOT NULL) = false) AND ((course_id IS NOT NULL) = false) AND ((category_id IS NOT NULL) = false)) OR ((scope = 'category'::text) AND ((coach_id IS NOT NULL) = false) AND ((course_id IS NOT NULL) = false) AND ((category_id IS NOT NULL) = true))) OR ((scope = 'course'::text) AND ((coach_id IS NOT NULL) = false) AND ((course_id IS NOT NULL) = true) AND ((category_id IS NOT NULL) = false))) OR ((scope = 'coach'::text) AND ((coach_id IS NOT NULL) = true) AND ((course_id IS NOT NULL) = false) AND ((category_id IS NOT NULL) = false))) OR ((scope = 'coach_course'::text) AND ((coach_id IS NOT NULL) = true) AND ((course_id IS NOT NULL) = true) AND ((category_id IS NOT NULL) = false)))),
    CONSTRAINT rates_unit_check CHECK ((unit = ANY (ARRAY['hour'::text, 'session'::text])))
);

ALTER TABLE ONLY public.rates FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE public.rates IS 'Prices. An exclusion constraint keeps the periods of one subject from overlapping. Only the end can be set later.';

CREATE TABLE public.reversals (
    earning_id uuid NOT NULL,
    org_id uuid NOT NULL,
    session_id uuid NOT NULL,
    transfer_id uuid,
    event_id uuid NOT NULL,
    reversed_at timestamp with time zone NOT NULL,
    CONSTRAINT reversals_instants CHECK (((reversed_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (reversed_at < '2200-01-01 00:00:00+00'::timestamp with time zone)))
);

ALTER TABLE ONLY public.reversals FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE public.reversals IS 'Earnings that no longer count, each once, with the event of the correction that caused it. Immutable. An earning without a row here counts. A reversal has no transfer if the earning had none.';

CREATE TABLE public.skipped (
    topic text NOT NULL,
    partition integer NOT NULL,
    type text NOT NULL,
    first_offset bigint NOT NULL,
    last_offset bigint NOT NULL,
    records bigint NOT NULL,
    CONSTRAINT skipped_check CHECK ((first_offset <= last_offset))
);

COMMENT ON TABLE public.skipped IS 'Ranges of offsets with Kafka records of a type that is not handled. A version that handles it reads them again.';

CREATE TABLE public.standings (
    identity text NOT NULL,
    behind text,
    looked_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);

COMMENT ON TABLE public.standings IS 'What a worker saw when it compared this database with Kafka. Without a row, or while behind, the API is closed.';

CREATE TABLE public.transfers (
    id uuid NOT NULL,
    org_id uuid NOT NULL,
    debit_account_id uuid NOT NULL,
    credit_account_id uuid NOT NULL,
    currency text NOT NULL,
    amount_minor bigint NOT NULL,
    idempotency_key text NOT NULL,
    reverses uuid,
    transferred_at timestamp with time zone NOT NULL,
    CONSTRAINT transfers_amount_minor_check CHECK ((amount_minor > 0)),
    CONSTRAINT transfers_check CHECK ((credit_account_id <> debit_account_id)),
    CONSTRAINT transfers_instants CHECK (((transferred_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (transferred_at < '2200-01-01 00:00:00+00'::timestamp with time zone)))
);

ALTER TABLE ONLY public.transfers FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE public.transfers IS 'The ledger, append-only. Each row debits one account and credits another one of the same organisation and currency. So debits always equal credits.';

CREATE TABLE public.unrated_completions (
    session_id uuid NOT NULL,
    org_id uuid NOT NULL,
    coach_ids uuid[] NOT NULL,
    shares integer[] NOT NULL,
    course_ids uuid[] NOT NULL,
    category_id uuid,
    priced_at timestamp with time zone NOT NULL,
    logged_minutes smallint NOT NULL,
    event_id uuid NOT NULL,
    correlation_id uuid NOT NULL,
    arrived_at timestamp with time zone NOT NULL,
    examined_revision bigint NOT NULL,
    corrected_sequence bigint DEFAULT 0 NOT NULL,
    CONSTRAINT unrated_completions_corrected_sequence_check CHECK ((corrected_sequence >= 0)),
    CONSTRAINT unrated_completions_instants CHECK (((priced_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (priced_at < '2200-01-01 00:00:00+00'::timestamp with time zone) AND (arrived_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (arrived_at < '2200-01-01 00:00:00+00'::timestamp with time zone)))
);

ALTER TABLE ONLY public.unrated_completions FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE public.unrated_completions IS 'Completions to which no rate applies yet. `examined_revision` is the revision of the rates with which it was examined last. `corrected_sequence` is the sequence of the newest correction that is counted in, or 0.';

ALTER TABLE ONLY public.accounts
    ADD CONSTRAINT accounts_id_org_id_currency_key UNIQUE (id, org_id, currency);

ALTER TABLE ONLY public.accounts
    ADD CONSTRAINT accounts_org_id_kind_owner_id_currency_key UNIQUE (org_id, kind, owner_id, currency);

ALTER TABLE ONLY public.accounts
    ADD CONSTRAINT accounts_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.acknowledged
    ADD CONSTRAINT acknowledged_pkey PRIMARY KEY (topic, partition);

ALTER TABLE ONLY public.alembic_version
    ADD CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num);

ALTER TABLE ONLY public.breaker
    ADD CONSTRAINT breaker_pkey PRIMARY KEY (consumer);

ALTER TABLE ONLY public.credits
    ADD CONSTRAINT credits_pkey PRIMARY KEY (session_id);

ALTER TABLE ONLY public.earnings
    ADD CONSTRAINT earnings_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.earnings
    ADD CONSTRAINT earnings_session_id_coach_id_purpose_revision_key UNIQUE (session_id, coach_id, purpose, revision);

ALTER TABLE ONLY public.earnings
    ADD CONSTRAINT earnings_transfer_id_key UNIQUE (transfer_id);

ALTER TABLE ONLY public.idempotency_keys
    ADD CONSTRAINT idempotency_keys_pkey PRIMARY KEY (org_id, caller, key);

ALTER TABLE ONLY public.inbox
    ADD CONSTRAINT inbox_pkey PRIMARY KEY (event_id);

ALTER TABLE ONLY public.organisations
    ADD CONSTRAINT organisations_pkey PRIMARY KEY (org_id);

ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT outbox_pkey PRIMARY KEY (shard, id);

ALTER TABLE ONLY public.parked
    ADD CONSTRAINT parked_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.parked
    ADD CONSTRAINT parked_topic_partition_record_offset_record_id_key UNIQUE (topic, partition, record_offset, record_id);

ALTER TABLE ONLY public.positions
    ADD CONSTRAINT positions_pkey PRIMARY KEY (topic, partition);

ALTER TABLE ONLY public.rate_books
    ADD CONSTRAINT rate_books_pkey PRIMARY KEY (org_id);

ALTER TABLE ONLY public.rates
    ADD CONSTRAINT rates_do_not_overlap EXCLUDE USING gist (org_id WITH =, scope WITH =, COALESCE(coach_id, '00000000-0000-0000-0000-000000000000'::uuid) WITH =, COALESCE(course_id, '00000000-0000-0000-0000-000000000000'::uuid) WITH =, COALESCE(category_id, '00000000-0000-0000-0000-000000000000'::uuid) WITH =, tstzrange(effective_from, effective_to) WITH &&);

ALTER TABLE ONLY public.rates
    ADD CONSTRAINT rates_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.reversals
    ADD CONSTRAINT reversals_pkey PRIMARY KEY (earning_id);

ALTER TABLE ONLY public.reversals
    ADD CONSTRAINT reversals_transfer_id_key UNIQUE (transfer_id);

ALTER TABLE ONLY public.skipped
    ADD CONSTRAINT skipped_pkey PRIMARY KEY (topic, partition, type);

ALTER TABLE ONLY public.standings
    ADD CONSTRAINT standings_pkey PRIMARY KEY (identity);

ALTER TABLE ONLY public.transfers
    ADD CONSTRAINT transfers_idempotency_key_key UNIQUE (idempotency_key);

ALTER TABLE ONLY public.transfers
    ADD CONSTRAINT transfers_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.transfers
    ADD CONSTRAINT transfers_reverses_key UNIQUE (reverses);

ALTER TABLE ONLY public.unrated_completions
    ADD CONSTRAINT unrated_completions_pkey PRIMARY KEY (session_id);

CREATE INDEX earnings_by_coach ON public.earnings USING btree (org_id, coach_id, id);

CREATE INDEX idempotency_keys_by_time ON public.idempotency_keys USING btree (created_at);

CREATE INDEX parked_by_key ON public.parked USING btree (topic, key, id);

CREATE INDEX transfers_by_credit ON public.transfers USING btree (credit_account_id) INCLUDE (amount_minor);

CREATE INDEX transfers_by_debit ON public.transfers USING btree (debit_account_id) INCLUDE (amount_minor);

CREATE INDEX unrated_by_revision ON public.unrated_completions USING btree (org_id, examined_revision);

CREATE TRIGGER accounts_immutable BEFORE DELETE OR UPDATE ON public.accounts FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.accounts ENABLE ALWAYS TRIGGER accounts_immutable;

CREATE TRIGGER accounts_untruncatable BEFORE TRUNCATE ON public.accounts FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.accounts ENABLE ALWAYS TRIGGER accounts_untruncatable;

CREATE TRIGGER earnings_immutable BEFORE DELETE OR UPDATE ON public.earnings FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.earnings ENABLE ALWAYS TRIGGER earnings_immutable;

CREATE TRIGGER earnings_untruncatable BEFORE TRUNCATE ON public.earnings FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.earnings ENABLE ALWAYS TRIGGER earnings_untruncatable;

CREATE TRIGGER reversals_immutable BEFORE DELETE OR UPDATE ON public.reversals FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.reversals ENABLE ALWAYS TRIGGER reversals_immutable;

CREATE TRIGGER reversals_untruncatable BEFORE TRUNCATE ON public.reversals FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.reversals ENABLE ALWAYS TRIGGER reversals_untruncatable;

CREATE TRIGGER transfers_immutable BEFORE DELETE OR UPDATE ON public.transfers FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.transfers ENABLE ALWAYS TRIGGER transfers_immutable;

CREATE TRIGGER transfers_untruncatable BEFORE TRUNCATE ON public.transfers FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.transfers ENABLE ALWAYS TRIGGER transfers_untruncatable;

ALTER TABLE ONLY public.earnings
    ADD CONSTRAINT earnings_rate_id_fkey FOREIGN KEY (rate_id) REFERENCES public.rates(id);

ALTER TABLE ONLY public.earnings
    ADD CONSTRAINT earnings_session_id_fkey FOREIGN KEY (session_id) REFERENCES public.credits(session_id);

ALTER TABLE ONLY public.earnings
    ADD CONSTRAINT earnings_transfer_id_fkey FOREIGN KEY (transfer_id) REFERENCES public.transfers(id);

ALTER TABLE ONLY public.reversals
    ADD CONSTRAINT reversals_earning_id_fkey FOREIGN KEY (earning_id) REFERENCES public.earnings(id);

ALTER TABLE ONLY public.reversals
    ADD CONSTRAINT reversals_session_id_fkey FOREIGN KEY (session_id) REFERENCES public.credits(session_id);

ALTER TABLE ONLY public.reversals
    ADD CONSTRAINT reversals_transfer_id_fkey FOREIGN KEY (transfer_id) REFERENCES public.transfers(id);

ALTER TABLE ONLY public.transfers
    ADD CONSTRAINT transfers_credit_account_id_org_id_currency_fkey FOREIGN KEY (credit_account_id, org_id, currency) REFERENCES public.accounts(id, org_id, currency);

ALTER TABLE ONLY public.transfers
    ADD CONSTRAINT transfers_debit_account_id_org_id_currency_fkey FOREIGN KEY (debit_account_id, org_id, currency) REFERENCES public.accounts(id, org_id, currency);

ALTER TABLE ONLY public.transfers
    ADD CONSTRAINT transfers_reverses_fkey FOREIGN KEY (reverses) REFERENCES public.transfers(id);

ALTER TABLE public.accounts ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.credits ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.earnings ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.idempotency_keys ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.organisations ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.outbox ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.rate_books ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.rates ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.reversals ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant ON public.accounts TO payouts_api USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON public.credits TO payouts_api USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON public.earnings TO payouts_api USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON public.idempotency_keys TO payouts_api USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON public.organisations TO payouts_api USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON public.outbox FOR INSERT TO payouts_api WITH CHECK ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON public.rate_books TO payouts_api USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON public.rates TO payouts_api USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON public.reversals TO payouts_api USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON public.transfers TO payouts_api USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON public.unrated_completions TO payouts_api USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

ALTER TABLE public.transfers ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.unrated_completions ENABLE ROW LEVEL SECURITY;

CREATE POLICY worker ON public.accounts TO payouts_worker USING (true);

CREATE POLICY worker ON public.credits TO payouts_worker USING (true);

CREATE POLICY worker ON public.earnings TO payouts_worker USING (true);

CREATE POLICY worker ON public.idempotency_keys TO payouts_worker USING (true);

CREATE POLICY worker ON public.organisations TO payouts_worker USING (true);

CREATE POLICY worker ON public.outbox TO payouts_worker USING (true);

CREATE POLICY worker ON public.rate_books TO payouts_worker USING (true);

CREATE POLICY worker ON public.rates TO payouts_worker USING (true);

CREATE POLICY worker ON public.reversals TO payouts_worker USING (true);

CREATE POLICY worker ON public.transfers TO payouts_worker USING (true);

CREATE POLICY worker ON public.unrated_completions TO payouts_worker USING (true);

REVOKE USAGE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO payouts_api;
GRANT USAGE ON SCHEMA public TO payouts_worker;

GRANT SELECT ON TABLE public.accounts TO payouts_api;
GRANT SELECT,INSERT ON TABLE public.accounts TO payouts_worker;

GRANT SELECT,INSERT,UPDATE ON TABLE public.acknowledged TO payouts_worker;

GRANT SELECT,INSERT,UPDATE ON TABLE public.breaker TO payouts_worker;

GRANT SELECT ON TABLE public.credits TO payouts_api;
GRANT SELECT,INSERT,UPDATE ON TABLE public.credits TO payouts_worker;

GRANT SELECT ON TABLE public.earnings TO payouts_api;
GRANT SELECT,INSERT ON TABLE public.earnings TO payouts_worker;

GRANT SELECT,INSERT ON TABLE public.idempotency_keys TO payouts_api;
GRANT SELECT,DELETE ON TABLE public.idempotency_keys TO payouts_worker;

GRANT UPDATE(request_hash) ON TABLE public.idempotency_keys TO payouts_worker;

GRANT UPDATE(status) ON TABLE public.idempotency_keys TO payouts_worker;

GRANT UPDATE(headers) ON TABLE public.idempotency_keys TO payouts_worker;

GRANT UPDATE(body) ON TABLE public.idempotency_keys TO payouts_worker;

GRANT SELECT,INSERT,DELETE ON TABLE public.inbox TO payouts_worker;

GRANT SELECT ON TABLE public.organisations TO payouts_api;
GRANT SELECT,INSERT,UPDATE ON TABLE public.organisations TO payouts_worker;

GRANT INSERT ON TABLE public.outbox TO payouts_api;
GRANT SELECT,INSERT,DELETE ON TABLE public.outbox TO payouts_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.parked TO payouts_worker;

GRANT SELECT,INSERT,UPDATE ON TABLE public.positions TO payouts_worker;

GRANT SELECT,INSERT,UPDATE ON TABLE public.rate_books TO payouts_api;
GRANT SELECT ON TABLE public.rate_books TO payouts_worker;

GRANT SELECT,INSERT ON TABLE public.rates TO payouts_api;
GRANT SELECT,INSERT ON TABLE public.rates TO payouts_worker;

GRANT UPDATE(effective_to) ON TABLE public.rates TO payouts_api;

GRANT SELECT ON TABLE public.reversals TO payouts_api;
GRANT SELECT,INSERT ON TABLE public.reversals TO payouts_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.skipped TO payouts_worker;

GRANT SELECT,INSERT,UPDATE ON TABLE public.standings TO payouts_worker;
GRANT SELECT ON TABLE public.standings TO payouts_api;

GRANT SELECT ON TABLE public.transfers TO payouts_api;
GRANT SELECT,INSERT ON TABLE public.transfers TO payouts_worker;

GRANT SELECT ON TABLE public.unrated_completions TO payouts_api;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.unrated_completions TO payouts_worker;
