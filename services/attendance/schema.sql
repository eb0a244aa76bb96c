-- The schema of attendance, as its migrations make it. After a new migration, make this file anew:
--   .venv/bin/python -m lockstep_local.schemas write

CREATE FUNCTION public.refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            RAISE EXCEPTION '% on % is refused: its rows are immutable', TG_OP, TG_TABLE_NAME
                USING ERRCODE = 'integrity_constraint_violation';
        END $$;

CREATE FUNCTION public.refuse_change_but_sealing() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    DECLARE before jsonb := to_jsonb(OLD); sealed jsonb := to_jsonb(TG_ARGV[1]);
    BEGIN
        IF TG_OP = 'UPDATE' AND before ->> TG_ARGV[0] IS NOT NULL AND OLD.text_id IS NULL AND NEW.text_id IS NOT NULL
           AND to_jsonb(NEW) = before || jsonb_build_object(TG_ARGV[0], sealed, 'text_id', NEW.text_id)
           AND EXISTS (SELECT FROM texts WHERE text_id = NEW.text_id)
        THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION '% on % is refused: its rows are immutable', TG_OP, TG_TABLE_NAME
            USING ERRCODE = 'integrity_constraint_violation';
    END $$;

CREATE FUNCTION public.refuse_change_of_text_key() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            IF TG_OP = 'DELETE' AND EXISTS (SELECT FROM erased_texts WHERE text_id = OLD.text_id) THEN
                RETURN OLD;
            END IF;
            RAISE EXCEPTION '% of the key of text % is refused: only an erasure destroys keys', TG_OP, OLD.text_id
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

CREATE TABLE public.breaker (
    consumer text NOT NULL,
    in_a_row integer NOT NULL,
    CONSTRAINT breaker_in_a_row_check CHECK ((in_a_row >= 0))
);

CREATE TABLE public.erased_people (
    person_id uuid NOT NULL,
    org_id uuid NOT NULL,
    erased_at timestamp with time zone NOT NULL,
    CONSTRAINT erased_people_instants CHECK (((erased_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (erased_at < '2200-01-01 00:00:00+00'::timestamp with time zone)))
);

ALTER TABLE ONLY public.erased_people FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE public.erased_people IS 'People who were erased. Texts about them that are written later keep no key.';

CREATE TABLE public.erased_texts (
    text_id uuid NOT NULL,
    org_id uuid NOT NULL,
    person_id uuid NOT NULL,
    reason text NOT NULL,
    erased_at timestamp with time zone NOT NULL,
    CONSTRAINT erased_texts_instants CHECK (((erased_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (erased_at < '2200-01-01 00:00:00+00'::timestamp with time zone)))
);

ALTER TABLE ONLY public.erased_texts FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE public.erased_texts IS 'The texts whose keys were destroyed: for whom, why and when. Immutable.';

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

CREATE TABLE public.mark_history (
    session_id uuid NOT NULL,
    person_id uuid NOT NULL,
    version integer NOT NULL,
    org_id uuid NOT NULL,
    code text NOT NULL,
    minutes smallint,
    remark text,
    source text NOT NULL,
    marked_by uuid NOT NULL,
    marked_at timestamp with time zone NOT NULL,
    text_id uuid,
    CONSTRAINT mark_history_code_check CHECK (((length(code) >= 1) AND (length(code) <= 32))),
    CONSTRAINT mark_history_instants CHECK (((marked_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (marked_at < '2200-01-01 00:00:00+00'::timestamp with time zone))),
    CONSTRAINT mark_history_minutes_check CHECK ((minutes >= 0)),
    CONSTRAINT mark_history_remark_check CHECK (((length(remark) >= 1) AND (length(remark) <= 1333))),
    CONSTRAINT mark_history_source_check CHECK ((source = ANY (ARRAY['coach'::text, 'self_check_in'::text, 'call_presence'::text, 'import'::text]))),
    CONSTRAINT mark_history_version_check CHECK ((version >= 1))
);

ALTER TABLE ONLY public.mark_history FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE public.mark_history IS 'All marks that were ever given, append-only. A learner''s newest mark is the current one, and replaced the one before.';

COMMENT ON COLUMN public.mark_history.remark IS 'The text in plain, until it is sealed';

CREATE TABLE public.official_marks (
    session_id uuid NOT NULL,
    person_id uuid NOT NULL,
    org_id uuid NOT NULL,
    code text NOT NULL,
    counts_as_present boolean NOT NULL,
    weight_basis_points smallint NOT NULL,
    billable boolean NOT NULL,
    minutes smallint,
    source text NOT NULL,
    mark_version integer,
    CONSTRAINT official_marks_check CHECK (((source = ANY (ARRAY['policy_default'::text, 'completion'::text])) = (mark_version IS NULL))),
    CONSTRAINT official_marks_code_check CHECK (((length(code) >= 1) AND (length(code) <= 32))),
    CONSTRAINT official_marks_minutes_check CHECK ((minutes >= 0)),
    CONSTRAINT official_marks_weight_basis_points_check CHECK (((weight_basis_points >= 0) AND (weight_basis_points <= 10000)))
);

ALTER TABLE ONLY public.official_marks FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE public.official_marks IS 'One row per learner on the roster of the completion, immutable. `mark_version` is the version of the mark in `mark_history` that became official.';

CREATE TABLE public.official_registers (
    session_id uuid NOT NULL,
    org_id uuid NOT NULL,
    register_version integer NOT NULL,
    completion_event_id uuid NOT NULL,
    locked_at timestamp with time zone NOT NULL,
    second_person boolean DEFAULT true NOT NULL,
    approvers text DEFAULT 'admin'::text NOT NULL,
    unknown_version bigint,
    CONSTRAINT official_registers_instants CHECK (((locked_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (locked_at < '2200-01-01 00:00:00+00'::timestamp with time zone))),
    CONSTRAINT official_registers_register_version_check CHECK ((register_version >= 0)),
    CONSTRAINT official_registers_unknown_version_check CHECK ((unknown_version > 0))
);

ALTER TABLE ONLY public.official_registers FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE public.official_registers IS 'One row per completed session, immutable. The primary key makes it impossible to lock a register twice. `second_person` says whether somebody else than the proposer has to approve an amendment.';

COMMENT ON COLUMN public.official_registers.approvers IS 'The roles that decide on amendments, by spaces';

COMMENT ON COLUMN public.official_registers.unknown_version IS 'The version that the completion named, if it is above the register''s';

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

CREATE TABLE public.register_amendment_decisions (
    amendment_id uuid NOT NULL,
    org_id uuid NOT NULL,
    session_id uuid NOT NULL,
    decision text NOT NULL,
    reason text,
    decided_by uuid NOT NULL,
    decided_at timestamp with time zone NOT NULL,
    sequence bigint,
    text_id uuid,
    CONSTRAINT register_amendment_decisions_check CHECK (((decision = 'applied'::text) = (sequence IS NOT NULL))),
    CONSTRAINT register_amendment_decisions_decision_check CHECK ((decision = ANY (ARRAY['applied'::text, 'rejected'::text]))),
    CONSTRAINT register_amendment_decisions_instants CHECK (((decided_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (decided_at < '2200-01-01 00:00:00+00'::timestamp with time zone))),
    CONSTRAINT register_amendment_decisions_reason_check CHECK (((length(reason) >= 1) AND (length(reason) <= 1333))),
    CONSTRAINT register_amendment_decisions_rejection CHECK (((decision = 'rejected'::text) = (num_nonnulls(reason, text_id) > 0))),
    CONSTRAINT register_amendment_decisions_sequence_check CHECK ((sequence >= 1))
);

ALTER TABLE ONLY public.register_amendment_decisions FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE public.register_amendment_decisions IS 'The decisions on amendments, immutable. The primary key makes it impossible to decide twice. `sequence` is that of the AttendanceAmended event of an applied amendment. The learner''s amendment with the highest sequence holds.';

COMMENT ON COLUMN public.register_amendment_decisions.reason IS 'The text in plain, until it is sealed';

CREATE TABLE public.register_amendments (
    amendment_id uuid NOT NULL,
    org_id uuid NOT NULL,
    session_id uuid NOT NULL,
    person_id uuid NOT NULL,
    old_mark jsonb NOT NULL,
    new_mark jsonb NOT NULL,
    reason text DEFAULT ''::text NOT NULL,
    proposed_by uuid NOT NULL,
    proposed_at timestamp with time zone NOT NULL,
    text_id uuid,
    CONSTRAINT register_amendments_check CHECK ((new_mark <> old_mark)),
    CONSTRAINT register_amendments_instants CHECK (((proposed_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (proposed_at < '2200-01-01 00:00:00+00'::timestamp with time zone))),
    CONSTRAINT register_amendments_reason_check CHECK ((length(reason) <= 1333))
);

ALTER TABLE ONLY public.register_amendments FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE public.register_amendments IS 'Proposed amendments of locked registers, immutable: the mark that held at the proposal, and the proposed one. Both have the form of contracts.attendance.Mark.';

COMMENT ON COLUMN public.register_amendments.reason IS 'The text in plain, until it is sealed';

CREATE TABLE public.registers (
    session_id uuid NOT NULL,
    org_id uuid NOT NULL,
    state text DEFAULT 'open'::text NOT NULL,
    coach_ids uuid[] DEFAULT '{}'::uuid[] NOT NULL,
    version integer DEFAULT 0 NOT NULL,
    coaches_sequence bigint DEFAULT 0 NOT NULL,
    roster_sequence bigint DEFAULT 0 NOT NULL,
    sequence bigint DEFAULT 0 NOT NULL,
    voided_at timestamp with time zone,
    stamped_at timestamp with time zone DEFAULT '2000-01-01 00:00:00+00'::timestamp with time zone NOT NULL,
    session_sequence bigint DEFAULT 0 NOT NULL,
    course_coach_ids uuid[] DEFAULT '{}'::uuid[] NOT NULL,
    course_ids uuid[] DEFAULT '{}'::uuid[] NOT NULL,
    category_id uuid,
    batch_id uuid,
    run_id uuid,
    zone text,
    starts_at timestamp with time zone,
    ends_at timestamp with time zone,
    windows_sequence bigint DEFAULT 0 NOT NULL,
    visibility text,
    started_at timestamp with time zone,
    display_from timestamp with time zone,
    display_until timestamp with time zone,
    access_from timestamp with time zone,
    access_until timestamp with time zone,
    coach_from timestamp with time zone,
    coach_until timestamp with time zone,
    CONSTRAINT registers_coaches_sequence_check CHECK ((coaches_sequence >= 0)),
    CONSTRAINT registers_instants CHECK (((voided_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (voided_at < '2200-01-01 00:00:00+00'::timestamp with time zone) AND (stamped_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (stamped_at < '2200-01-01 00:00:00+00'::timestamp with time zone) AND (starts_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (starts_at < '2200-01-01 00:00:00+00'::timestamp with time zone) AND (ends_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (ends_at < '2200-01-01 00:00:00+00'::timestamp with time zone))),
    CONSTRAINT registers_roster_sequence_check CHECK ((roster_sequence >= 0)),
    CONSTRAINT registers_sequence_check CHECK ((sequence >= 0)),
    CONSTRAINT registers_session_sequence_check CHECK ((session_sequence >= 0)),
    CONSTRAINT registers_state_check CHECK ((state = ANY (ARRAY['open'::text, 'locked'::text, 'cancelled'::text]))),
    CONSTRAINT registers_version_check CHECK ((version >= 0)),
    CONSTRAINT registers_windows_instants CHECK (((started_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (started_at < '2200-01-01 00:00:00+00'::timestamp with time zone) AND (display_from >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (display_from < '2200-01-01 00:00:00+00'::timestamp with time zone) AND (display_until >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (display_until < '2200-01-01 00:00:00+00'::timestamp with time zone) AND (access_from >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (access_from < '2200-01-01 00:00:00+00'::timestamp with time zone) AND (access_until >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (access_until < '2200-01-01 00:00:00+00'::timestamp with time zone) AND (coach_from >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (coach_from < '2200-01-01 00:00:00+00'::timestamp with time zone) AND (coach_until >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (coach_until < '2200-01-01 00:00:00+00'::timestamp with time zone))),
    CONSTRAINT registers_windows_sequence_check CHECK ((windows_sequence >= 0))
)
WITH (fillfactor='80');

ALTER TABLE ONLY public.registers FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE public.registers IS 'One row per session. `version` counts the bulk changes of marks. `sequence` counts this service''s own events. `session_sequence` is the sequence of the newest state of the session that was applied. `coaches_sequence` and `roster_sequence` are for the code before it. `voided_at` is set once, when the session''s completion is voided. The plan of the session (courses and their coaches, category, batch, run, zone, times) is null until its first state arrives. `windows_sequence` is the sequence of the state that visibility and windows come from; while it is 0, nothing is known of them.';

CREATE TABLE public.roster_members (
    session_id uuid NOT NULL,
    person_id uuid NOT NULL,
    org_id uuid NOT NULL
);

ALTER TABLE ONLY public.roster_members FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE public.roster_members IS 'The learners on the roster of a register that is not locked.';

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

CREATE TABLE public.text_keys (
    text_id uuid NOT NULL,
    org_id uuid NOT NULL,
    key bytea NOT NULL,
    CONSTRAINT text_keys_key_check CHECK ((length(key) = 32))
);

ALTER TABLE ONLY public.text_keys FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE public.text_keys IS 'The keys of texts. Only an erasure destroys one, and nothing changes one.';

CREATE TABLE public.texts (
    text_id uuid NOT NULL,
    org_id uuid NOT NULL,
    session_id uuid NOT NULL,
    kind text NOT NULL,
    ciphertext bytea NOT NULL,
    written_at timestamp with time zone NOT NULL,
    CONSTRAINT texts_instants CHECK (((written_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (written_at < '2200-01-01 00:00:00+00'::timestamp with time zone))),
    CONSTRAINT texts_kind_check CHECK ((kind = ANY (ARRAY['remark'::text, 'reason'::text, 'rejection'::text])))
);
ALTER TABLE ONLY public.texts ALTER COLUMN ciphertext SET STORAGE EXTERNAL;

ALTER TABLE ONLY public.texts FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE public.texts IS 'Free texts about people, each sealed under a key of its own. Immutable.';

ALTER TABLE ONLY public.acknowledged
    ADD CONSTRAINT acknowledged_pkey PRIMARY KEY (topic, partition);

ALTER TABLE ONLY public.alembic_version
    ADD CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num);

ALTER TABLE ONLY public.breaker
    ADD CONSTRAINT breaker_pkey PRIMARY KEY (consumer);

ALTER TABLE ONLY public.erased_people
    ADD CONSTRAINT erased_people_pkey PRIMARY KEY (person_id);

ALTER TABLE ONLY public.erased_texts
    ADD CONSTRAINT erased_texts_pkey PRIMARY KEY (text_id);

ALTER TABLE ONLY public.guardians
    ADD CONSTRAINT guardians_pkey PRIMARY KEY (learner_id, guardian_id);

ALTER TABLE ONLY public.idempotency_keys
    ADD CONSTRAINT idempotency_keys_pkey PRIMARY KEY (org_id, caller, key);

ALTER TABLE ONLY public.inbox
    ADD CONSTRAINT inbox_pkey PRIMARY KEY (event_id);

ALTER TABLE ONLY public.mark_history
    ADD CONSTRAINT mark_history_pkey PRIMARY KEY (session_id, person_id, version);

ALTER TABLE ONLY public.official_marks
    ADD CONSTRAINT official_marks_pkey PRIMARY KEY (session_id, person_id);

ALTER TABLE ONLY public.official_registers
    ADD CONSTRAINT official_registers_completion_event_id_key UNIQUE (completion_event_id);

ALTER TABLE ONLY public.official_registers
    ADD CONSTRAINT official_registers_pkey PRIMARY KEY (session_id);

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

ALTER TABLE ONLY public.register_amendment_decisions
    ADD CONSTRAINT register_amendment_decisions_pkey PRIMARY KEY (amendment_id);

ALTER TABLE ONLY public.register_amendment_decisions
    ADD CONSTRAINT register_amendment_decisions_session_id_sequence_key UNIQUE (session_id, sequence);

ALTER TABLE ONLY public.register_amendments
    ADD CONSTRAINT register_amendments_pkey PRIMARY KEY (amendment_id);

ALTER TABLE ONLY public.registers
    ADD CONSTRAINT registers_pkey PRIMARY KEY (session_id);

ALTER TABLE ONLY public.roster_members
    ADD CONSTRAINT roster_members_pkey PRIMARY KEY (session_id, person_id);

ALTER TABLE ONLY public.skipped
    ADD CONSTRAINT skipped_pkey PRIMARY KEY (topic, partition, type);

ALTER TABLE ONLY public.standings
    ADD CONSTRAINT standings_pkey PRIMARY KEY (identity);

ALTER TABLE ONLY public.text_keys
    ADD CONSTRAINT text_keys_pkey PRIMARY KEY (text_id);

ALTER TABLE ONLY public.texts
    ADD CONSTRAINT texts_pkey PRIMARY KEY (text_id);

CREATE INDEX guardians_by_guardian ON public.guardians USING btree (guardian_id, org_id) WHERE is_linked;

CREATE INDEX idempotency_keys_by_time ON public.idempotency_keys USING btree (created_at);

CREATE INDEX mark_history_plain ON public.mark_history USING btree (org_id) WHERE (remark IS NOT NULL);

CREATE INDEX parked_by_key ON public.parked USING btree (topic, key, id);

CREATE INDEX register_amendment_decisions_plain ON public.register_amendment_decisions USING btree (org_id) WHERE (reason IS NOT NULL);

CREATE INDEX register_amendments_by_session ON public.register_amendments USING btree (session_id, amendment_id);

CREATE INDEX register_amendments_plain ON public.register_amendments USING btree (org_id) WHERE (reason <> ''::text);

CREATE INDEX texts_by_session ON public.texts USING btree (session_id, org_id);

CREATE TRIGGER erased_people_immutable BEFORE DELETE OR UPDATE ON public.erased_people FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.erased_people ENABLE ALWAYS TRIGGER erased_people_immutable;

CREATE TRIGGER erased_people_untruncatable BEFORE TRUNCATE ON public.erased_people FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.erased_people ENABLE ALWAYS TRIGGER erased_people_untruncatable;

CREATE TRIGGER erased_texts_immutable BEFORE DELETE OR UPDATE ON public.erased_texts FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.erased_texts ENABLE ALWAYS TRIGGER erased_texts_immutable;

CREATE TRIGGER erased_texts_untruncatable BEFORE TRUNCATE ON public.erased_texts FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.erased_texts ENABLE ALWAYS TRIGGER erased_texts_untruncatable;

CREATE TRIGGER mark_history_immutable BEFORE DELETE OR UPDATE ON public.mark_history FOR EACH ROW EXECUTE FUNCTION public.refuse_change_but_sealing('remark');

ALTER TABLE public.mark_history ENABLE ALWAYS TRIGGER mark_history_immutable;

CREATE TRIGGER mark_history_untruncatable BEFORE TRUNCATE ON public.mark_history FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.mark_history ENABLE ALWAYS TRIGGER mark_history_untruncatable;

CREATE TRIGGER official_marks_immutable BEFORE DELETE OR UPDATE ON public.official_marks FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.official_marks ENABLE ALWAYS TRIGGER official_marks_immutable;

CREATE TRIGGER official_marks_untruncatable BEFORE TRUNCATE ON public.official_marks FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.official_marks ENABLE ALWAYS TRIGGER official_marks_untruncatable;

CREATE TRIGGER official_registers_immutable BEFORE DELETE OR UPDATE ON public.official_registers FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.official_registers ENABLE ALWAYS TRIGGER official_registers_immutable;

CREATE TRIGGER official_registers_untruncatable BEFORE TRUNCATE ON public.official_registers FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.official_registers ENABLE ALWAYS TRIGGER official_registers_untruncatable;

CREATE TRIGGER register_amendment_decisions_immutable BEFORE DELETE OR UPDATE ON public.register_amendment_decisions FOR EACH ROW EXECUTE FUNCTION public.refuse_change_but_sealing('reason');

ALTER TABLE public.register_amendment_decisions ENABLE ALWAYS TRIGGER register_amendment_decisions_immutable;

CREATE TRIGGER register_amendment_decisions_untruncatable BEFORE TRUNCATE ON public.register_amendment_decisions FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.register_amendment_decisions ENABLE ALWAYS TRIGGER register_amendment_decisions_untruncatable;

CREATE TRIGGER register_amendments_immutable BEFORE DELETE OR UPDATE ON public.register_amendments FOR EACH ROW EXECUTE FUNCTION public.refuse_change_but_sealing('reason', '');

ALTER TABLE public.register_amendments ENABLE ALWAYS TRIGGER register_amendments_immutable;

CREATE TRIGGER register_amendments_untruncatable BEFORE TRUNCATE ON public.register_amendments FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.register_amendments ENABLE ALWAYS TRIGGER register_amendments_untruncatable;

CREATE TRIGGER text_keys_guarded BEFORE DELETE OR UPDATE ON public.text_keys FOR EACH ROW EXECUTE FUNCTION public.refuse_change_of_text_key();

ALTER TABLE public.text_keys ENABLE ALWAYS TRIGGER text_keys_guarded;

CREATE TRIGGER text_keys_untruncatable BEFORE TRUNCATE ON public.text_keys FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.text_keys ENABLE ALWAYS TRIGGER text_keys_untruncatable;

CREATE TRIGGER texts_immutable BEFORE DELETE OR UPDATE ON public.texts FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.texts ENABLE ALWAYS TRIGGER texts_immutable;

CREATE TRIGGER texts_untruncatable BEFORE TRUNCATE ON public.texts FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.texts ENABLE ALWAYS TRIGGER texts_untruncatable;

ALTER TABLE ONLY public.erased_texts
    ADD CONSTRAINT erased_texts_text_id_fkey FOREIGN KEY (text_id) REFERENCES public.texts(text_id);

ALTER TABLE ONLY public.mark_history
    ADD CONSTRAINT mark_history_session_id_fkey FOREIGN KEY (session_id) REFERENCES public.registers(session_id);

ALTER TABLE ONLY public.mark_history
    ADD CONSTRAINT mark_history_text_id_fkey FOREIGN KEY (text_id) REFERENCES public.texts(text_id);

ALTER TABLE ONLY public.official_marks
    ADD CONSTRAINT official_marks_session_id_fkey FOREIGN KEY (session_id) REFERENCES public.official_registers(session_id);

ALTER TABLE ONLY public.official_registers
    ADD CONSTRAINT official_registers_session_id_fkey FOREIGN KEY (session_id) REFERENCES public.registers(session_id);

ALTER TABLE ONLY public.register_amendment_decisions
    ADD CONSTRAINT register_amendment_decisions_amendment_id_fkey FOREIGN KEY (amendment_id) REFERENCES public.register_amendments(amendment_id);

ALTER TABLE ONLY public.register_amendment_decisions
    ADD CONSTRAINT register_amendment_decisions_session_id_fkey FOREIGN KEY (session_id) REFERENCES public.official_registers(session_id);

ALTER TABLE ONLY public.register_amendment_decisions
    ADD CONSTRAINT register_amendment_decisions_text_id_fkey FOREIGN KEY (text_id) REFERENCES public.texts(text_id);

ALTER TABLE ONLY public.register_amendments
    ADD CONSTRAINT register_amendments_session_id_person_id_fkey FOREIGN KEY (session_id, person_id) REFERENCES public.official_marks(session_id, person_id);

ALTER TABLE ONLY public.register_amendments
    ADD CONSTRAINT register_amendments_text_id_fkey FOREIGN KEY (text_id) REFERENCES public.texts(text_id);

ALTER TABLE ONLY public.roster_members
    ADD CONSTRAINT roster_members_session_id_fkey FOREIGN KEY (session_id) REFERENCES public.registers(session_id);

ALTER TABLE ONLY public.text_keys
    ADD CONSTRAINT text_keys_text_id_fkey FOREIGN KEY (text_id) REFERENCES public.texts(text_id);

ALTER TABLE ONLY public.texts
    ADD CONSTRAINT texts_session_id_fkey FOREIGN KEY (session_id) REFERENCES public.registers(session_id);

ALTER TABLE public.erased_people ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.erased_texts ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.guardians ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.idempotency_keys ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.mark_history ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.official_marks ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.official_registers ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.organisations ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.outbox ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.register_amendment_decisions ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.register_amendments ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.registers ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.roster_members ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant ON public.erased_people TO attendance_api USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON public.erased_texts TO attendance_api USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON public.guardians TO attendance_api USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON public.idempotency_keys TO attendance_api USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON public.mark_history TO attendance_api USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON public.official_marks TO attendance_api USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON public.official_registers TO attendance_api USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON public.organisations TO attendance_api USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON public.outbox FOR INSERT TO attendance_api WITH CHECK ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON public.register_amendment_decisions TO attendance_api USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON public.register_amendments TO attendance_api USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON public.registers TO attendance_api USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON public.roster_members TO attendance_api USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON public.text_keys TO attendance_api USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON public.texts TO attendance_api USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

ALTER TABLE public.text_keys ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.texts ENABLE ROW LEVEL SECURITY;

CREATE POLICY worker ON public.erased_people TO attendance_worker USING (true);

CREATE POLICY worker ON public.erased_texts TO attendance_worker USING (true);

CREATE POLICY worker ON public.guardians TO attendance_worker USING (true);

CREATE POLICY worker ON public.idempotency_keys TO attendance_worker USING (true);

CREATE POLICY worker ON public.mark_history TO attendance_worker USING (true);

CREATE POLICY worker ON public.official_marks TO attendance_worker USING (true);

CREATE POLICY worker ON public.official_registers TO attendance_worker USING (true);

CREATE POLICY worker ON public.organisations TO attendance_worker USING (true);

CREATE POLICY worker ON public.outbox TO attendance_worker USING (true);

CREATE POLICY worker ON public.register_amendment_decisions TO attendance_worker USING (true);

CREATE POLICY worker ON public.register_amendments TO attendance_worker USING (true);

CREATE POLICY worker ON public.registers TO attendance_worker USING (true);

CREATE POLICY worker ON public.roster_members TO attendance_worker USING (true);

CREATE POLICY worker ON public.text_keys TO attendance_worker USING (true);

CREATE POLICY worker ON public.texts TO attendance_worker USING (true);

REVOKE USAGE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO attendance_api;
GRANT USAGE ON SCHEMA public TO attendance_worker;

GRANT SELECT,INSERT,UPDATE ON TABLE public.acknowledged TO attendance_worker;

GRANT SELECT,INSERT,UPDATE ON TABLE public.breaker TO attendance_worker;

GRANT SELECT ON TABLE public.erased_people TO attendance_api;
GRANT SELECT,INSERT ON TABLE public.erased_people TO attendance_worker;

GRANT SELECT,INSERT ON TABLE public.erased_texts TO attendance_api;
GRANT SELECT,INSERT ON TABLE public.erased_texts TO attendance_worker;

GRANT SELECT ON TABLE public.guardians TO attendance_api;
GRANT SELECT,INSERT,UPDATE ON TABLE public.guardians TO attendance_worker;

GRANT SELECT,INSERT ON TABLE public.idempotency_keys TO attendance_api;
GRANT SELECT,DELETE ON TABLE public.idempotency_keys TO attendance_worker;

GRANT UPDATE(request_hash) ON TABLE public.idempotency_keys TO attendance_worker;

GRANT UPDATE(status) ON TABLE public.idempotency_keys TO attendance_worker;

GRANT UPDATE(headers) ON TABLE public.idempotency_keys TO attendance_worker;

GRANT UPDATE(body) ON TABLE public.idempotency_keys TO attendance_worker;

GRANT SELECT,INSERT,DELETE ON TABLE public.inbox TO attendance_worker;

GRANT SELECT,INSERT ON TABLE public.mark_history TO attendance_api;
GRANT SELECT ON TABLE public.mark_history TO attendance_worker;

GRANT UPDATE(remark) ON TABLE public.mark_history TO attendance_worker;

GRANT UPDATE(text_id) ON TABLE public.mark_history TO attendance_worker;

GRANT SELECT ON TABLE public.official_marks TO attendance_api;
GRANT SELECT,INSERT ON TABLE public.official_marks TO attendance_worker;

GRANT SELECT ON TABLE public.official_registers TO attendance_api;
GRANT SELECT,INSERT ON TABLE public.official_registers TO attendance_worker;

GRANT SELECT ON TABLE public.organisations TO attendance_api;
GRANT SELECT,INSERT,UPDATE ON TABLE public.organisations TO attendance_worker;

GRANT INSERT ON TABLE public.outbox TO attendance_api;
GRANT SELECT,INSERT,DELETE ON TABLE public.outbox TO attendance_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.parked TO attendance_worker;

GRANT SELECT,INSERT,UPDATE ON TABLE public.positions TO attendance_worker;

GRANT SELECT,INSERT ON TABLE public.register_amendment_decisions TO attendance_api;
GRANT SELECT,INSERT ON TABLE public.register_amendment_decisions TO attendance_worker;

GRANT UPDATE(reason) ON TABLE public.register_amendment_decisions TO attendance_worker;

GRANT UPDATE(text_id) ON TABLE public.register_amendment_decisions TO attendance_worker;

GRANT SELECT,INSERT ON TABLE public.register_amendments TO attendance_api;
GRANT SELECT,INSERT ON TABLE public.register_amendments TO attendance_worker;

GRANT UPDATE(reason) ON TABLE public.register_amendments TO attendance_worker;

GRANT UPDATE(text_id) ON TABLE public.register_amendments TO attendance_worker;

GRANT SELECT ON TABLE public.registers TO attendance_api;
GRANT SELECT,INSERT,UPDATE ON TABLE public.registers TO attendance_worker;

GRANT UPDATE(version) ON TABLE public.registers TO attendance_api;

GRANT UPDATE(sequence) ON TABLE public.registers TO attendance_api;

GRANT UPDATE(stamped_at) ON TABLE public.registers TO attendance_api;

GRANT SELECT ON TABLE public.roster_members TO attendance_api;
GRANT SELECT,INSERT,DELETE ON TABLE public.roster_members TO attendance_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.skipped TO attendance_worker;

GRANT SELECT,INSERT,UPDATE ON TABLE public.standings TO attendance_worker;
GRANT SELECT ON TABLE public.standings TO attendance_api;

GRANT SELECT,INSERT ON TABLE public.text_keys TO attendance_api;
GRANT SELECT,INSERT,DELETE ON TABLE public.text_keys TO attendance_worker;

GRANT SELECT,INSERT ON TABLE public.texts TO attendance_api;
GRANT SELECT,INSERT ON TABLE public.texts TO attendance_worker;
