-- The schema of reports, as its migrations make it. After a new migration, make this file anew:
--   .venv/bin/python -m lockstep_local.schemas write

CREATE FUNCTION public.refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            RAISE EXCEPTION '% on % is refused: its rows are immutable', TG_OP, TG_TABLE_NAME
                USING ERRCODE = 'integrity_constraint_violation';
        END $$;

CREATE FUNCTION public.refuse_change_of_inputs() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        IF TG_OP = 'DELETE' AND EXISTS (
            SELECT FROM subjects WHERE org_id = OLD.org_id AND subject_type = OLD.subject_type
              AND subject_id = OLD.subject_id AND erased_at IS NOT NULL)
        THEN
            RETURN OLD;
        END IF;
        RAISE EXCEPTION '% on % is refused: its rows are immutable', TG_OP, TG_TABLE_NAME
            USING ERRCODE = 'integrity_constraint_violation';
    END $$;

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

CREATE TABLE public.amended_marks (
    session_id uuid NOT NULL,
    person_id uuid NOT NULL,
    sequence bigint NOT NULL,
    org_id uuid NOT NULL,
    counts_as_present boolean NOT NULL
);

ALTER TABLE ONLY public.amended_marks FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE public.amended_marks IS 'The newest amendment of a mark, by learner and session.';

CREATE TABLE public.attendance_marks (
    session_id uuid NOT NULL,
    person_id uuid NOT NULL,
    org_id uuid NOT NULL,
    counts_as_present boolean NOT NULL
);

ALTER TABLE ONLY public.attendance_marks FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE public.attendance_marks IS 'Who counts as present in a session whose register is locked.';

CREATE TABLE public.breaker (
    consumer text NOT NULL,
    in_a_row integer NOT NULL,
    CONSTRAINT breaker_in_a_row_check CHECK ((in_a_row >= 0))
);

CREATE TABLE public.guardians (
    learner_id uuid NOT NULL,
    guardian_id uuid NOT NULL,
    org_id uuid NOT NULL,
    sequence bigint NOT NULL,
    is_linked boolean NOT NULL,
    CONSTRAINT guardians_sequence_check CHECK ((sequence > 0))
);

ALTER TABLE ONLY public.guardians FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE public.guardians IS 'Who is, or was, a guardian of whom, from the events of the sessions service. A removed link stays with is_linked false, so that an older event cannot bring it back.';

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

CREATE TABLE public.insight_inputs (
    org_id uuid NOT NULL,
    subject_type text NOT NULL,
    subject_id uuid NOT NULL,
    version bigint NOT NULL,
    event_id uuid NOT NULL,
    caused_by uuid NOT NULL,
    refreshed_at timestamp with time zone NOT NULL,
    features jsonb NOT NULL,
    CONSTRAINT insight_inputs_instants CHECK (((refreshed_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (refreshed_at < '2200-01-01 00:00:00+00'::timestamp with time zone)))
);

ALTER TABLE ONLY public.insight_inputs FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE public.insight_inputs IS 'Versions of the insight inputs of a subject. Immutable, and deleted when a person is erased.';

CREATE TABLE public.known_sessions (
    session_id uuid NOT NULL,
    org_id uuid NOT NULL,
    sequence bigint NOT NULL,
    state text NOT NULL,
    coach_ids uuid[] NOT NULL,
    course_coach_ids uuid[] NOT NULL,
    learner_ids uuid[] NOT NULL,
    CONSTRAINT known_sessions_sequence_check CHECK ((sequence > 0))
);

ALTER TABLE ONLY public.known_sessions FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE public.known_sessions IS 'The newest state of each session, also of those that have not ended: the state, its coaches, the coaches of its courses, and its learners. `sequence` is that of the state. `sessions` has what followed from completions.';

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

CREATE TABLE public.session_subjects (
    session_id uuid NOT NULL,
    subject_type text NOT NULL,
    subject_id uuid NOT NULL,
    org_id uuid NOT NULL,
    entered_version bigint NOT NULL,
    completed_at timestamp with time zone NOT NULL,
    record_hash bytea NOT NULL,
    CONSTRAINT session_subjects_instants CHECK (((completed_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (completed_at < '2200-01-01 00:00:00+00'::timestamp with time zone)))
);

ALTER TABLE ONLY public.session_subjects FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE public.session_subjects IS 'The subjects of a completed session. `entered_version` is the version of the subject that counted it first.';

CREATE TABLE public.session_withdrawals (
    org_id uuid NOT NULL,
    subject_type text NOT NULL,
    subject_id uuid NOT NULL,
    session_id uuid NOT NULL,
    withdrawn_version bigint NOT NULL
);

ALTER TABLE ONLY public.session_withdrawals FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE public.session_withdrawals IS 'Corrections that were counted out of the sums of subjects, so that none counts twice.';

CREATE TABLE public.sessions (
    session_id uuid NOT NULL,
    org_id uuid NOT NULL,
    completed_at timestamp with time zone,
    completion_event_id uuid,
    logged_minutes integer,
    record_hash bytea,
    refreshed_at timestamp with time zone,
    subjects_refreshed integer,
    locked_at timestamp with time zone,
    credited_at timestamp with time zone,
    amounts jsonb,
    corrected_minutes integer,
    corrected_at timestamp with time zone,
    corrected_sequence bigint,
    voided_at timestamp with time zone,
    register_amended_at timestamp with time zone,
    earnings_sequence bigint DEFAULT 1 NOT NULL,
    coach_amounts jsonb,
    CONSTRAINT sessions_check CHECK ((num_nulls(completed_at, completion_event_id, logged_minutes, record_hash, refreshed_at, subjects_refreshed) = ANY (ARRAY[0, 6]))),
    CONSTRAINT sessions_check1 CHECK ((num_nulls(credited_at, amounts) = ANY (ARRAY[0, 2]))),
    CONSTRAINT sessions_corrected_after_completion CHECK (((completed_at IS NOT NULL) OR (num_nonnulls(corrected_at, voided_at) = 0))),
    CONSTRAINT sessions_corrected_minutes_check CHECK ((corrected_minutes >= 0)),
    CONSTRAINT sessions_corrected_whole CHECK ((num_nulls(corrected_minutes, corrected_at, corrected_sequence) = ANY (ARRAY[0, 3]))),
    CONSTRAINT sessions_instants CHECK (((completed_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (completed_at < '2200-01-01 00:00:00+00'::timestamp with time zone) AND (refreshed_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (refreshed_at < '2200-01-01 00:00:00+00'::timestamp with time zone) AND (locked_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (locked_at < '2200-01-01 00:00:00+00'::timestamp with time zone) AND (credited_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (credited_at < '2200-01-01 00:00:00+00'::timestamp with time zone) AND (corrected_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (corrected_at < '2200-01-01 00:00:00+00'::timestamp with time zone) AND (voided_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (voided_at < '2200-01-01 00:00:00+00'::timestamp with time zone) AND (register_amended_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (register_amended_at < '2200-01-01 00:00:00+00'::timestamp with time zone))),
    CONSTRAINT sessions_logged_minutes_check CHECK ((logged_minutes >= 0)),
    CONSTRAINT sessions_record_hash_check CHECK ((octet_length(record_hash) = 32)),
    CONSTRAINT sessions_subjects_refreshed_check CHECK ((subjects_refreshed > 0))
);

ALTER TABLE ONLY public.sessions FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE public.sessions IS 'What is known of every session: its completion, and when each effect took place.';

COMMENT ON COLUMN public.sessions.coach_amounts IS 'What each coach earns: coach_id, currency, amount_minor. Null for what the previous code recorded';

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

CREATE TABLE public.subjects (
    org_id uuid NOT NULL,
    subject_type text NOT NULL,
    subject_id uuid NOT NULL,
    version bigint NOT NULL,
    sessions_completed bigint NOT NULL,
    minutes_logged bigint NOT NULL,
    sessions_with_attendance bigint NOT NULL,
    sessions_attended bigint NOT NULL,
    marks_counted bigint NOT NULL,
    marks_present bigint NOT NULL,
    last_completed_at timestamp with time zone,
    erased_at timestamp with time zone,
    CONSTRAINT subjects_check CHECK ((sessions_attended <= sessions_with_attendance)),
    CONSTRAINT subjects_check1 CHECK ((marks_present <= marks_counted)),
    CONSTRAINT subjects_erased CHECK (((erased_at IS NULL) OR (sessions_completed = 0))),
    CONSTRAINT subjects_erased_instants CHECK (((erased_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (erased_at < '2200-01-01 00:00:00+00'::timestamp with time zone))),
    CONSTRAINT subjects_instants CHECK (((last_completed_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (last_completed_at < '2200-01-01 00:00:00+00'::timestamp with time zone))),
    CONSTRAINT subjects_subject_type_check CHECK ((subject_type = ANY (ARRAY['learner'::text, 'coach'::text, 'batch'::text]))),
    CONSTRAINT subjects_version_check CHECK ((version > 0))
)
WITH (fillfactor='80');

ALTER TABLE ONLY public.subjects FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE public.subjects IS 'Learners, coaches and batches, with the sums of their completed sessions.';

COMMENT ON COLUMN public.subjects.erased_at IS 'When the person was erased. From then on the sums stay 0';

ALTER TABLE ONLY public.acknowledged
    ADD CONSTRAINT acknowledged_pkey PRIMARY KEY (topic, partition);

ALTER TABLE ONLY public.alembic_version
    ADD CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num);

ALTER TABLE ONLY public.amended_marks
    ADD CONSTRAINT amended_marks_pkey PRIMARY KEY (session_id, person_id, sequence);

ALTER TABLE ONLY public.attendance_marks
    ADD CONSTRAINT attendance_marks_pkey PRIMARY KEY (session_id, person_id);

ALTER TABLE ONLY public.breaker
    ADD CONSTRAINT breaker_pkey PRIMARY KEY (consumer);

ALTER TABLE ONLY public.guardians
    ADD CONSTRAINT guardians_pkey PRIMARY KEY (learner_id, guardian_id);

ALTER TABLE ONLY public.idempotency_keys
    ADD CONSTRAINT idempotency_keys_pkey PRIMARY KEY (org_id, caller, key);

ALTER TABLE ONLY public.inbox
    ADD CONSTRAINT inbox_pkey PRIMARY KEY (event_id);

ALTER TABLE ONLY public.insight_inputs
    ADD CONSTRAINT insight_inputs_event_id_key UNIQUE (event_id);

ALTER TABLE ONLY public.insight_inputs
    ADD CONSTRAINT insight_inputs_pkey PRIMARY KEY (org_id, subject_type, subject_id, version);

ALTER TABLE ONLY public.known_sessions
    ADD CONSTRAINT known_sessions_pkey PRIMARY KEY (session_id);

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

ALTER TABLE ONLY public.session_subjects
    ADD CONSTRAINT session_subjects_pkey PRIMARY KEY (session_id, subject_type, subject_id);

ALTER TABLE ONLY public.session_withdrawals
    ADD CONSTRAINT session_withdrawals_pkey PRIMARY KEY (org_id, subject_type, subject_id, session_id);

ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_completion_event_id_key UNIQUE (completion_event_id);

ALTER TABLE public.sessions
    ADD CONSTRAINT sessions_heard_of CHECK ((num_nonnulls(completed_at, locked_at, credited_at, register_amended_at) > 0)) NOT VALID;

ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_pkey PRIMARY KEY (session_id);

ALTER TABLE ONLY public.skipped
    ADD CONSTRAINT skipped_pkey PRIMARY KEY (topic, partition, type);

ALTER TABLE ONLY public.standings
    ADD CONSTRAINT standings_pkey PRIMARY KEY (identity);

ALTER TABLE ONLY public.subjects
    ADD CONSTRAINT subjects_pkey PRIMARY KEY (org_id, subject_type, subject_id);

CREATE INDEX idempotency_keys_by_time ON public.idempotency_keys USING btree (created_at);

CREATE INDEX parked_by_key ON public.parked USING btree (topic, key, id);

CREATE INDEX session_subjects_by_subject ON public.session_subjects USING btree (org_id, subject_type, subject_id, completed_at DESC, session_id DESC) INCLUDE (entered_version, record_hash);

CREATE INDEX sessions_by_completion ON public.sessions USING btree (org_id, completed_at DESC, session_id DESC);

CREATE INDEX sessions_incomplete ON public.sessions USING btree (org_id, completed_at DESC, session_id DESC) WHERE ((completed_at IS NULL) OR (locked_at IS NULL) OR (credited_at IS NULL));

CREATE TRIGGER amended_marks_immutable BEFORE DELETE OR UPDATE ON public.amended_marks FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.amended_marks ENABLE ALWAYS TRIGGER amended_marks_immutable;

CREATE TRIGGER amended_marks_untruncatable BEFORE TRUNCATE ON public.amended_marks FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.amended_marks ENABLE ALWAYS TRIGGER amended_marks_untruncatable;

CREATE TRIGGER attendance_marks_immutable BEFORE DELETE OR UPDATE ON public.attendance_marks FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.attendance_marks ENABLE ALWAYS TRIGGER attendance_marks_immutable;

CREATE TRIGGER attendance_marks_untruncatable BEFORE TRUNCATE ON public.attendance_marks FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.attendance_marks ENABLE ALWAYS TRIGGER attendance_marks_untruncatable;

CREATE TRIGGER insight_inputs_immutable BEFORE DELETE OR UPDATE ON public.insight_inputs FOR EACH ROW EXECUTE FUNCTION public.refuse_change_of_inputs();

ALTER TABLE public.insight_inputs ENABLE ALWAYS TRIGGER insight_inputs_immutable;

CREATE TRIGGER insight_inputs_untruncatable BEFORE TRUNCATE ON public.insight_inputs FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.insight_inputs ENABLE ALWAYS TRIGGER insight_inputs_untruncatable;

CREATE TRIGGER session_subjects_immutable BEFORE DELETE OR UPDATE ON public.session_subjects FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.session_subjects ENABLE ALWAYS TRIGGER session_subjects_immutable;

CREATE TRIGGER session_subjects_untruncatable BEFORE TRUNCATE ON public.session_subjects FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.session_subjects ENABLE ALWAYS TRIGGER session_subjects_untruncatable;

CREATE TRIGGER session_withdrawals_immutable BEFORE DELETE OR UPDATE ON public.session_withdrawals FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.session_withdrawals ENABLE ALWAYS TRIGGER session_withdrawals_immutable;

CREATE TRIGGER session_withdrawals_untruncatable BEFORE TRUNCATE ON public.session_withdrawals FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.session_withdrawals ENABLE ALWAYS TRIGGER session_withdrawals_untruncatable;

ALTER TABLE ONLY public.amended_marks
    ADD CONSTRAINT amended_marks_session_id_fkey FOREIGN KEY (session_id) REFERENCES public.sessions(session_id);

ALTER TABLE ONLY public.attendance_marks
    ADD CONSTRAINT attendance_marks_session_id_fkey FOREIGN KEY (session_id) REFERENCES public.sessions(session_id);

ALTER TABLE ONLY public.insight_inputs
    ADD CONSTRAINT insight_inputs_org_id_subject_type_subject_id_fkey FOREIGN KEY (org_id, subject_type, subject_id) REFERENCES public.subjects(org_id, subject_type, subject_id);

ALTER TABLE ONLY public.session_subjects
    ADD CONSTRAINT session_subjects_org_id_subject_type_subject_id_fkey FOREIGN KEY (org_id, subject_type, subject_id) REFERENCES public.subjects(org_id, subject_type, subject_id);

ALTER TABLE ONLY public.session_subjects
    ADD CONSTRAINT session_subjects_session_id_fkey FOREIGN KEY (session_id) REFERENCES public.sessions(session_id);

ALTER TABLE ONLY public.session_withdrawals
    ADD CONSTRAINT session_withdrawals_session_id_subject_type_subject_id_fkey FOREIGN KEY (session_id, subject_type, subject_id) REFERENCES public.session_subjects(session_id, subject_type, subject_id);

ALTER TABLE public.amended_marks ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.attendance_marks ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.guardians ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.idempotency_keys ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.insight_inputs ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.known_sessions ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.organisations ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.outbox ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.session_subjects ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.session_withdrawals ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.sessions ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.subjects ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant ON public.amended_marks TO reports_api USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON public.attendance_marks TO reports_api USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON public.guardians TO reports_api USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON public.idempotency_keys TO reports_api USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON public.insight_inputs TO reports_api USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON public.known_sessions TO reports_api USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON public.organisations TO reports_api USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON public.outbox FOR INSERT TO reports_api WITH CHECK ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON public.session_subjects TO reports_api USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON public.session_withdrawals TO reports_api USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON public.sessions TO reports_api USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON public.subjects TO reports_api USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY worker ON public.amended_marks TO reports_worker USING (true);

CREATE POLICY worker ON public.attendance_marks TO reports_worker USING (true);

CREATE POLICY worker ON public.guardians TO reports_worker USING (true);

CREATE POLICY worker ON public.idempotency_keys TO reports_worker USING (true);

CREATE POLICY worker ON public.insight_inputs TO reports_worker USING (true);

CREATE POLICY worker ON public.known_sessions TO reports_worker USING (true);

CREATE POLICY worker ON public.organisations TO reports_worker USING (true);

CREATE POLICY worker ON public.outbox TO reports_worker USING (true);

CREATE POLICY worker ON public.session_subjects TO reports_worker USING (true);

CREATE POLICY worker ON public.session_withdrawals TO reports_worker USING (true);

CREATE POLICY worker ON public.sessions TO reports_worker USING (true);

CREATE POLICY worker ON public.subjects TO reports_worker USING (true);

REVOKE USAGE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO reports_api;
GRANT USAGE ON SCHEMA public TO reports_worker;

GRANT SELECT,INSERT,UPDATE ON TABLE public.acknowledged TO reports_worker;

GRANT SELECT,INSERT ON TABLE public.amended_marks TO reports_worker;

GRANT SELECT,INSERT ON TABLE public.attendance_marks TO reports_worker;

GRANT SELECT,INSERT,UPDATE ON TABLE public.breaker TO reports_worker;

GRANT SELECT,INSERT,UPDATE ON TABLE public.guardians TO reports_worker;

GRANT SELECT,INSERT ON TABLE public.idempotency_keys TO reports_api;
GRANT SELECT,DELETE ON TABLE public.idempotency_keys TO reports_worker;

GRANT UPDATE(request_hash) ON TABLE public.idempotency_keys TO reports_worker;

GRANT UPDATE(status) ON TABLE public.idempotency_keys TO reports_worker;

GRANT UPDATE(headers) ON TABLE public.idempotency_keys TO reports_worker;

GRANT UPDATE(body) ON TABLE public.idempotency_keys TO reports_worker;

GRANT SELECT,INSERT,DELETE ON TABLE public.inbox TO reports_worker;

GRANT SELECT ON TABLE public.insight_inputs TO reports_api;
GRANT SELECT,INSERT,DELETE ON TABLE public.insight_inputs TO reports_worker;

GRANT SELECT ON TABLE public.known_sessions TO reports_api;
GRANT SELECT,INSERT,UPDATE ON TABLE public.known_sessions TO reports_worker;

GRANT SELECT ON TABLE public.organisations TO reports_api;
GRANT SELECT,INSERT,UPDATE ON TABLE public.organisations TO reports_worker;

GRANT INSERT ON TABLE public.outbox TO reports_api;
GRANT SELECT,INSERT,DELETE ON TABLE public.outbox TO reports_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.parked TO reports_worker;

GRANT SELECT,INSERT,UPDATE ON TABLE public.positions TO reports_worker;

GRANT SELECT ON TABLE public.session_subjects TO reports_api;
GRANT SELECT,INSERT ON TABLE public.session_subjects TO reports_worker;

GRANT SELECT ON TABLE public.session_withdrawals TO reports_api;
GRANT SELECT,INSERT ON TABLE public.session_withdrawals TO reports_worker;

GRANT SELECT ON TABLE public.sessions TO reports_api;
GRANT SELECT,INSERT,UPDATE ON TABLE public.sessions TO reports_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.skipped TO reports_worker;

GRANT SELECT,INSERT,UPDATE ON TABLE public.standings TO reports_worker;
GRANT SELECT ON TABLE public.standings TO reports_api;

GRANT SELECT,INSERT,UPDATE ON TABLE public.subjects TO reports_worker;
