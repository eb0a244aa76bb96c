-- The schema of sessions, as its migrations make it. After a new migration, make this file anew:
--   .venv/bin/python -m lockstep_local.schemas write

CREATE EXTENSION IF NOT EXISTS btree_gist WITH SCHEMA public;

COMMENT ON EXTENSION btree_gist IS 'support for indexing common datatypes in GiST';

CREATE FUNCTION public.close_proposal() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        DELETE FROM open_proposals WHERE amendment_id = NEW.amendment_id;
        RETURN NULL;
    END $$;

CREATE FUNCTION public.folded(name text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN btrim(regexp_replace((NORMALIZE(casefold((NORMALIZE(regexp_replace((NORMALIZE(name, NFKC) COLLATE "C"), '[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]'::text, ''::text, 'g'::text), NFKC) COLLATE pg_unicode_fast)), NFKC) COLLATE "C"), '[\u0009-\u000d\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u2800\u3000]+'::text, ' '::text, 'g'::text), ' '::text);

CREATE FUNCTION public.index_changed_categories() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            
        DELETE FROM search_words USING words_of(concat_ws(' ', OLD.name)) AS old_word
        WHERE org_id = OLD.org_id AND kind IN ('category') AND word = old_word AND id = OLD.id
    ;
            IF TG_OP = 'UPDATE' THEN
                
        INSERT INTO search_words (org_id, kind, word, id)
        SELECT entry.org_id, kind, word, entry.id
        FROM (SELECT NEW.*) AS entry, words_of(concat_ws(' ', entry.name)) AS word, unnest(ARRAY['category']) AS kind
        WHERE (kind = 'category' AND true)
        ORDER BY 1, 2, 3, 4
    ;
            END IF;
            RETURN NULL;
        END $$;

CREATE FUNCTION public.index_changed_classes() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            
        DELETE FROM search_words USING words_of(concat_ws(' ', OLD.name)) AS old_word
        WHERE org_id = OLD.org_id AND kind IN ('class') AND word = old_word AND id = OLD.id
    ;
            IF TG_OP = 'UPDATE' THEN
                
        INSERT INTO search_words (org_id, kind, word, id)
        SELECT entry.org_id, kind, word, entry.id
        FROM (SELECT NEW.*) AS entry, words_of(concat_ws(' ', entry.name)) AS word, unnest(ARRAY['class']) AS kind
        WHERE (kind = 'class' AND true)
        ORDER BY 1, 2, 3, 4
    ;
            END IF;
            RETURN NULL;
        END $$;

CREATE FUNCTION public.index_changed_courses() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            
        DELETE FROM search_words USING words_of(concat_ws(' ', OLD.code, OLD.title)) AS old_word
        WHERE org_id = OLD.org_id AND kind IN ('course') AND word = old_word AND id = OLD.id
    ;
            IF TG_OP = 'UPDATE' THEN
                
        INSERT INTO search_words (org_id, kind, word, id)
        SELECT entry.org_id, kind, word, entry.id
        FROM (SELECT NEW.*) AS entry, words_of(concat_ws(' ', entry.code, entry.title)) AS word, unnest(ARRAY['course']) AS kind
        WHERE (kind = 'course' AND true)
        ORDER BY 1, 2, 3, 4
    ;
            END IF;
            RETURN NULL;
        END $$;

CREATE FUNCTION public.index_changed_people() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            
        DELETE FROM search_words USING words_of(concat_ws(' ', OLD.name, OLD.username, OLD.email)) AS old_word
        WHERE org_id = OLD.org_id AND kind IN ('person', 'coach') AND word = old_word AND id = OLD.id
    ;
            IF TG_OP = 'UPDATE' THEN
                
        INSERT INTO search_words (org_id, kind, word, id)
        SELECT entry.org_id, kind, word, entry.id
        FROM (SELECT NEW.*) AS entry, words_of(concat_ws(' ', entry.name, entry.username, entry.email)) AS word, unnest(ARRAY['person', 'coach']) AS kind
        WHERE (kind = 'person' AND true) OR (kind = 'coach' AND entry.role IN ('coach', 'admin'))
        ORDER BY 1, 2, 3, 4
    ;
            END IF;
            RETURN NULL;
        END $$;

CREATE FUNCTION public.index_changed_rooms() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            
        DELETE FROM search_words USING words_of(concat_ws(' ', OLD.name)) AS old_word
        WHERE org_id = OLD.org_id AND kind IN ('room') AND word = old_word AND id = OLD.id
    ;
            IF TG_OP = 'UPDATE' THEN
                
        INSERT INTO search_words (org_id, kind, word, id)
        SELECT entry.org_id, kind, word, entry.id
        FROM (SELECT NEW.*) AS entry, words_of(concat_ws(' ', entry.name)) AS word, unnest(ARRAY['room']) AS kind
        WHERE (kind = 'room' AND true)
        ORDER BY 1, 2, 3, 4
    ;
            END IF;
            RETURN NULL;
        END $$;

CREATE FUNCTION public.index_changed_sessions() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            
        DELETE FROM search_words USING words_of(concat_ws(' ', OLD.name)) AS old_word
        WHERE org_id = OLD.org_id AND kind IN ('session') AND word = old_word AND id = OLD.id
    ;
            IF TG_OP = 'UPDATE' THEN
                
        INSERT INTO search_words (org_id, kind, word, id)
        SELECT entry.org_id, kind, word, entry.id
        FROM (SELECT NEW.*) AS entry, words_of(concat_ws(' ', entry.name)) AS word, unnest(ARRAY['session']) AS kind
        WHERE (kind = 'session' AND true)
        ORDER BY 1, 2, 3, 4
    ;
            END IF;
            RETURN NULL;
        END $$;

CREATE FUNCTION public.index_new_categories() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN 
        INSERT INTO search_words (org_id, kind, word, id)
        SELECT entry.org_id, kind, word, entry.id
        FROM new_rows AS entry, words_of(concat_ws(' ', entry.name)) AS word, unnest(ARRAY['category']) AS kind
        WHERE (kind = 'category' AND true)
        ORDER BY 1, 2, 3, 4
    ; RETURN NULL; END $$;

CREATE FUNCTION public.index_new_classes() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN 
        INSERT INTO search_words (org_id, kind, word, id)
        SELECT entry.org_id, kind, word, entry.id
        FROM new_rows AS entry, words_of(concat_ws(' ', entry.name)) AS word, unnest(ARRAY['class']) AS kind
        WHERE (kind = 'class' AND true)
        ORDER BY 1, 2, 3, 4
    ; RETURN NULL; END $$;

CREATE FUNCTION public.index_new_courses() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN 
        INSERT INTO search_words (org_id, kind, word, id)
        SELECT entry.org_id, kind, word, entry.id
        FROM new_rows AS entry, words_of(concat_ws(' ', entry.code, entry.title)) AS word, unnest(ARRAY['course']) AS kind
        WHERE (kind = 'course' AND true)
        ORDER BY 1, 2, 3, 4
    ; RETURN NULL; END $$;

CREATE FUNCTION public.index_new_people() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN 
        INSERT INTO search_words (org_id, kind, word, id)
        SELECT entry.org_id, kind, word, entry.id
        FROM new_rows AS entry, words_of(concat_ws(' ', entry.name, entry.username, entry.email)) AS word, unnest(ARRAY['person', 'coach']) AS kind
        WHERE (kind = 'person' AND true) OR (kind = 'coach' AND entry.role IN ('coach', 'admin'))
        ORDER BY 1, 2, 3, 4
    ; RETURN NULL; END $$;

CREATE FUNCTION public.index_new_rooms() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN 
        INSERT INTO search_words (org_id, kind, word, id)
        SELECT entry.org_id, kind, word, entry.id
        FROM new_rows AS entry, words_of(concat_ws(' ', entry.name)) AS word, unnest(ARRAY['room']) AS kind
        WHERE (kind = 'room' AND true)
        ORDER BY 1, 2, 3, 4
    ; RETURN NULL; END $$;

CREATE FUNCTION public.index_new_sessions() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN 
        INSERT INTO search_words (org_id, kind, word, id)
        SELECT entry.org_id, kind, word, entry.id
        FROM new_rows AS entry, words_of(concat_ws(' ', entry.name)) AS word, unnest(ARRAY['session']) AS kind
        WHERE (kind = 'session' AND true)
        ORDER BY 1, 2, 3, 4
    ; RETURN NULL; END $$;

CREATE FUNCTION public.keep_moved_plan() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        IF OLD.moved_at IS NULL OR OLD.starts_at >= OLD.moved_at THEN
            NEW.moved_from = OLD.starts_at;
            NEW.moved_until = OLD.ends_at;
        END IF;
        NEW.moved_at = NEW.changed_at;
        RETURN NEW;
    END $$;

CREATE FUNCTION public.open_changed_session() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        IF NEW.state IN ('scheduled', 'in_progress') AND coalesce(NEW.ends_at, NEW.started_at) IS NOT NULL THEN
            INSERT INTO open_sessions (org_id, session_id, planned, ended_at, remind_at)
            VALUES (NEW.org_id, NEW.id, NEW.ends_at IS NOT NULL, coalesce(NEW.ends_at, NEW.started_at),
                    coalesce(NEW.ends_at, NEW.started_at))
            ON CONFLICT (session_id) DO UPDATE
            SET planned = excluded.planned, ended_at = excluded.ended_at, remind_at = excluded.remind_at, reminded = 0;
        ELSE
            DELETE FROM open_sessions WHERE session_id = NEW.id;
        END IF;
        RETURN NULL;
    END $$;

CREATE FUNCTION public.open_new_sessions() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        INSERT INTO open_sessions (org_id, session_id, planned, ended_at, remind_at)
        SELECT org_id, id, ends_at IS NOT NULL, coalesce(ends_at, started_at), coalesce(ends_at, started_at)
        FROM inserted
        WHERE state IN ('scheduled', 'in_progress') AND coalesce(ends_at, started_at) IS NOT NULL;
        RETURN NULL;
    END $$;

CREATE FUNCTION public.open_proposal() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        INSERT INTO open_proposals (amendment_id, org_id, session_id)
        SELECT NEW.amendment_id, NEW.org_id, NEW.session_id
        WHERE NOT EXISTS (SELECT FROM amendment_decisions d WHERE d.amendment_id = NEW.amendment_id)
        ON CONFLICT DO NOTHING;
        RETURN NULL;
    END $$;

CREATE TABLE public.policies (
    org_id uuid NOT NULL,
    version integer NOT NULL,
    minimum_minutes integer NOT NULL,
    maximum_minutes integer NOT NULL,
    step_minutes integer NOT NULL,
    recap_minimum_characters integer NOT NULL,
    acceptance_required boolean NOT NULL,
    empty_call_required boolean NOT NULL,
    log_within_hours integer NOT NULL,
    start_early_minutes integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    created_by uuid NOT NULL,
    effective_from timestamp with time zone DEFAULT now() NOT NULL,
    rounding text DEFAULT 'up'::text NOT NULL,
    recap_sections_required boolean DEFAULT false NOT NULL,
    attendance_default text DEFAULT 'absent'::text NOT NULL,
    reminder_hours integer[] DEFAULT '{1,24,66}'::integer[] NOT NULL,
    amendment_second_person boolean DEFAULT false NOT NULL,
    amendment_approvers text[] DEFAULT '{admin}'::text[] NOT NULL,
    void_allowed boolean DEFAULT true NOT NULL,
    presence_present_basis_points integer DEFAULT 5000 NOT NULL,
    presence_late_minutes integer DEFAULT 10 NOT NULL,
    earning_hold_days integer DEFAULT 0 NOT NULL,
    unpaid boolean DEFAULT false NOT NULL,
    void_second_person boolean,
    fellow_names boolean DEFAULT false NOT NULL,
    separate_duties text[] DEFAULT '{}'::text[] NOT NULL,
    erasure_second_person boolean DEFAULT false NOT NULL,
    invitations text DEFAULT 'individuals'::text NOT NULL,
    coaches_plan boolean DEFAULT false NOT NULL,
    CONSTRAINT policies_amendment_approvers_check CHECK (((cardinality(amendment_approvers) > 0) AND (amendment_approvers <@ '{admin,support}'::text[]))),
    CONSTRAINT policies_attendance_default_check CHECK ((attendance_default = ANY (ARRAY['present'::text, 'late'::text, 'excused'::text, 'absent'::text]))),
    CONSTRAINT policies_check CHECK (((minimum_minutes >= 0) AND (minimum_minutes <= maximum_minutes))),
    CONSTRAINT policies_check1 CHECK ((((minimum_minutes % step_minutes) = 0) AND ((maximum_minutes % step_minutes) = 0))),
    CONSTRAINT policies_earning_hold_days_check CHECK ((earning_hold_days >= 0)),
    CONSTRAINT policies_instants CHECK (((created_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '2200-01-01 00:00:00+00'::timestamp with time zone) AND (effective_from >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (effective_from < '2200-01-01 00:00:00+00'::timestamp with time zone))),
    CONSTRAINT policies_invitations_check CHECK ((invitations = ANY (ARRAY['everybody'::text, 'individuals'::text, 'nobody'::text]))),
    CONSTRAINT policies_log_within_hours_check CHECK ((log_within_hours >= 0)),
    CONSTRAINT policies_presence_late_minutes_check CHECK ((presence_late_minutes >= 0)),
    CONSTRAINT policies_presence_present_basis_points_check CHECK (((presence_present_basis_points >= 1) AND (presence_present_basis_points <= 10000))),
    CONSTRAINT policies_recap_minimum_characters_check CHECK ((recap_minimum_characters >= 0)),
    CONSTRAINT policies_reminder_hours_check CHECK ((cardinality(reminder_hours) <= 10)),
    CONSTRAINT policies_rounding_check CHECK ((rounding = ANY (ARRAY['up'::text, 'nearest'::text, 'down'::text]))),
    CONSTRAINT policies_separate_duties_check CHECK ((separate_duties <@ ARRAY['support'::text, 'finance'::text])),
    CONSTRAINT policies_start_early_minutes_check CHECK ((start_early_minutes >= 0)),
    CONSTRAINT policies_step_minutes_check CHECK ((step_minutes > 0)),
    CONSTRAINT policies_version_check CHECK ((version > 0))
);

ALTER TABLE ONLY public.policies FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE public.policies IS 'Versions of the policy of an organisation. Immutable. The newest version that is in force at the time of a session applies to it.';

CREATE FUNCTION public.policy_of(org_id uuid, starts_at timestamp with time zone, started_at timestamp with time zone DEFAULT NULL::timestamp with time zone) RETURNS SETOF public.policies
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
        SELECT policies.* FROM policies
        WHERE policies.org_id = policy_of.org_id
          AND policies.effective_from <= coalesce(policy_of.starts_at, policy_of.started_at, now())
        ORDER BY policies.version DESC LIMIT 1
    $$;

COMMENT ON FUNCTION public.policy_of(org_id uuid, starts_at timestamp with time zone, started_at timestamp with time zone) IS 'The policy of a session: the newest version that is in force at its planned start; without a schedule, at its actual start; before that, now. No row means the built-in policy.';

CREATE FUNCTION public.refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            RAISE EXCEPTION '% on % is refused: its rows are immutable', TG_OP, TG_TABLE_NAME
                USING ERRCODE = 'integrity_constraint_violation';
        END $$;

CREATE FUNCTION public.refuse_change_of_completed_parts() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    DECLARE
        part record;
        session_state text;
    BEGIN
        IF TG_OP = 'UPDATE' AND (NEW.org_id, NEW.session_id) IS DISTINCT FROM (OLD.org_id, OLD.session_id) THEN
            RAISE EXCEPTION 'rows of % do not move between sessions', TG_TABLE_NAME
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        IF TG_OP = 'INSERT' THEN
            part := NEW;
        ELSE
            part := OLD;
        END IF;
        SELECT state INTO session_state FROM sessions
        WHERE org_id = part.org_id AND id = part.session_id FOR KEY SHARE;
        IF session_state = 'completed' THEN
            RAISE EXCEPTION 'session % is completed and final: % on % is refused',
                part.session_id, TG_OP, TG_TABLE_NAME
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        IF TG_OP = 'DELETE' THEN
            RETURN OLD;
        END IF;
        RETURN NEW;
    END $$;

CREATE FUNCTION public.refuse_change_of_completed_session() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    DECLARE
        open constant text[] := '{version,name,folded_name,external_id,description,display_from,display_until,
            access_from,access_until,coach_from,coach_until,visibility,listed_from,listed_until,changed_at,
            own_fields,voided_at}';
    BEGIN
        IF TG_OP = 'UPDATE' THEN
            IF NEW.version >= OLD.version AND to_jsonb(NEW) - open = to_jsonb(OLD) - open
                AND (NEW.voided_at IS NOT DISTINCT FROM OLD.voided_at OR (OLD.voided_at IS NULL AND NEW.voided_at = (
                    SELECT recorded_at FROM correction_records r
                    WHERE r.org_id = OLD.org_id AND r.session_id = OLD.id AND r.kind = 'void'))) THEN
                RETURN NEW;
            END IF;
        END IF;
        RAISE EXCEPTION 'session % is completed and final: % is refused', OLD.id, TG_OP
            USING ERRCODE = 'integrity_constraint_violation';
    END $$;

CREATE FUNCTION public.refuse_change_of_text_key() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        IF TG_OP = 'DELETE' AND EXISTS (SELECT FROM erased_texts WHERE text_id = OLD.text_id) THEN
            RETURN OLD;
        END IF;
        IF TG_OP = 'UPDATE' AND NOT OLD.is_published AND NEW.is_published
           AND (NEW.text_id, NEW.org_id, NEW.key) = (OLD.text_id, OLD.org_id, OLD.key)
        THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION '% of the key of text % is refused: only an erasure destroys keys', TG_OP, OLD.text_id
            USING ERRCODE = 'integrity_constraint_violation';
    END $$;

CREATE FUNCTION public.void_session() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        UPDATE sessions SET voided_at = NEW.recorded_at WHERE org_id = NEW.org_id AND id = NEW.session_id;
        RETURN NULL;
    END $$;

CREATE FUNCTION public.words_of(content text) RETURNS SETOF text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
        SELECT DISTINCT left(word, 40)
        FROM regexp_split_to_table(
            translate(replace(replace(replace(replace(casefold(regexp_replace(
                normalize(content, NFKD) COLLATE "C", '[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u0e47-\u0e4e\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u3099\u309a\ufe20-\ufe2f]', '', 'g') COLLATE pg_unicode_fast),
                'æ', 'ae'), 'œ', 'oe'), 'þ', 'th'), 'l·', 'l'),
                'ðøđħıĸłŋŧƀƃƈƌƒƙƚƞƥƫƭƴƶǥȡȥȴȵȶȷȼȿɀɇɉɋɍɏɓɔɕɖɗəɛɟɠɦɨɫɬɭɱɲɳɵɼɽɾʂʄʈʋʐʑʝʠᵬᵭᵮᵯᵰᵱᵲᵳᵴᵵᵶᵽᶀᶁᶂᶃᶄᶅᶆᶇᶈᶉᶊᶌᶍᶎᶏᶑᶒᶖᶙỿⱡⱥⱦⱨⱪⱬⱱⱳⱴⱸⱺꝁꝃꝅꝉꝋꝍꝑꝓꝕꝗꝙꝟꞎꞑꞓꞔꞕꞗꞙꞡꞣꞥꞧꞩꞹꟈꟊꬴꬷꬸꬹꬺꬻꭉꭎꭒꭖꭗꭘꭙꭚ𝼉𝼑𝼓𝼖𝼚𝼛𝼝𝼞ʹʺʻʼʽʾʿˈꞋꞌ', 'dodhiklntbbcdfklnpttyzgdzlntjcszejqrybocddeejghilllmnnorrrsjtvzzjqbdfmnprrstzpbdfgklmnprsvxzadeiuylathkzvwveokkkloopppqqvlncchbfgknrsudselllmnruuxxxxytllriocs          ') COLLATE pg_unicode_fast,
            '[^[:alnum:]]+') AS word
        WHERE word <> ''
    $$;

CREATE TABLE public.account_invitations (
    invitation_id uuid NOT NULL,
    org_id uuid NOT NULL,
    person_id uuid NOT NULL,
    secret_hash bytea NOT NULL,
    invited_by uuid NOT NULL,
    invited_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    ended_as text,
    ended_at timestamp with time zone,
    ended_by uuid,
    CONSTRAINT account_invitations_check CHECK ((expires_at > invited_at)),
    CONSTRAINT account_invitations_check1 CHECK ((num_nonnulls(ended_as, ended_at) = ANY (ARRAY[0, 2]))),
    CONSTRAINT account_invitations_check2 CHECK (((ended_by IS NULL) OR (ended_as = ANY (ARRAY['replaced'::text, 'withdrawn'::text])))),
    CONSTRAINT account_invitations_ended_as_check CHECK ((ended_as = ANY (ARRAY['used'::text, 'replaced'::text, 'withdrawn'::text, 'linked'::text, 'erased'::text]))),
    CONSTRAINT account_invitations_instants CHECK (((invited_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (invited_at < '2200-01-01 00:00:00+00'::timestamp with time zone) AND (expires_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (expires_at < '2200-01-01 00:00:00+00'::timestamp with time zone) AND (ended_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (ended_at < '2200-01-01 00:00:00+00'::timestamp with time zone))),
    CONSTRAINT account_invitations_secret_hash_check CHECK ((length(secret_hash) = 32))
);

ALTER TABLE ONLY public.account_invitations FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE public.account_invitations IS 'Single-use links by which people link an account of the token provider, as digests.';

CREATE TABLE public.accounts (
    account_id uuid NOT NULL,
    org_id uuid NOT NULL,
    person_id uuid NOT NULL,
    issuer text NOT NULL,
    subject text,
    linked_by text NOT NULL,
    invitation_id uuid,
    linked_at timestamp with time zone NOT NULL,
    last_signed_in_at timestamp with time zone NOT NULL,
    unlink_reason text,
    unlinked_at timestamp with time zone,
    unlinked_by uuid,
    CONSTRAINT accounts_check CHECK (((invitation_id IS NOT NULL) = (linked_by = 'invitation'::text))),
    CONSTRAINT accounts_check1 CHECK ((num_nonnulls(unlink_reason, unlinked_at) = ANY (ARRAY[0, 2]))),
    CONSTRAINT accounts_check2 CHECK (((unlinked_by IS NULL) OR (unlinked_at IS NOT NULL))),
    CONSTRAINT accounts_check3 CHECK (((subject IS NOT NULL) OR (unlinked_at IS NOT NULL))),
    CONSTRAINT accounts_instants CHECK (((linked_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (linked_at < '2200-01-01 00:00:00+00'::timestamp with time zone) AND (last_signed_in_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (last_signed_in_at < '2200-01-01 00:00:00+00'::timestamp with time zone) AND (unlinked_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (unlinked_at < '2200-01-01 00:00:00+00'::timestamp with time zone))),
    CONSTRAINT accounts_issuer_check CHECK ((issuer <> ''::text)),
    CONSTRAINT accounts_linked_by_check CHECK ((linked_by = ANY (ARRAY['invitation'::text, 'email'::text]))),
    CONSTRAINT accounts_subject_check CHECK ((subject <> ''::text)),
    CONSTRAINT accounts_unlink_reason_check CHECK ((unlink_reason = ANY (ARRAY['left'::text, 'wrong_person'::text, 'other_account'::text, 'compromised'::text, 'other'::text, 'erased'::text])))
);

ALTER TABLE ONLY public.accounts FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE public.accounts IS 'Accounts of the token provider, by issuer and subject, each linked to a person for some time.';

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

CREATE TABLE public.amendment_decisions (
    amendment_id uuid NOT NULL,
    org_id uuid NOT NULL,
    session_id uuid NOT NULL,
    decision text NOT NULL,
    decided_by uuid NOT NULL,
    decided_at timestamp with time zone NOT NULL,
    sequence bigint,
    reason_id uuid,
    CONSTRAINT amendment_decisions_check CHECK (((decision = 'applied'::text) = (sequence IS NOT NULL))),
    CONSTRAINT amendment_decisions_check1 CHECK (((decision = 'rejected'::text) = (reason_id IS NOT NULL))),
    CONSTRAINT amendment_decisions_decision_check CHECK ((decision = ANY (ARRAY['applied'::text, 'rejected'::text]))),
    CONSTRAINT amendment_decisions_instants CHECK (((decided_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (decided_at < '2200-01-01 00:00:00+00'::timestamp with time zone)))
);

ALTER TABLE ONLY public.amendment_decisions FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE public.amendment_decisions IS '`sequence` is the version of the session that an applied correction made. `reason_id` is the text that says why a proposal was rejected.';

CREATE TABLE public.amendments (
    amendment_id uuid NOT NULL,
    org_id uuid NOT NULL,
    session_id uuid NOT NULL,
    field text NOT NULL,
    old jsonb NOT NULL,
    new jsonb,
    reason_sha256 bytea NOT NULL,
    proposed_by uuid NOT NULL,
    proposed_at timestamp with time zone NOT NULL,
    CONSTRAINT amendments_check CHECK (((field = 'void'::text) = (new IS NULL))),
    CONSTRAINT amendments_field_check CHECK ((field = ANY (ARRAY['minutes'::text, 'recap'::text, 'coach_shares'::text, 'void'::text]))),
    CONSTRAINT amendments_instants CHECK (((proposed_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (proposed_at < '2200-01-01 00:00:00+00'::timestamp with time zone))),
    CONSTRAINT amendments_reason_sha256_check CHECK ((length(reason_sha256) = 32))
);

ALTER TABLE ONLY public.amendments FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE public.amendments IS 'A proposal: the value of the field at that time, and the value that it should get. A void has no new value.';

CREATE TABLE public.batch_classes (
    org_id uuid NOT NULL,
    batch_id uuid NOT NULL,
    class_id uuid NOT NULL,
    added_at timestamp with time zone NOT NULL,
    CONSTRAINT batch_classes_instants CHECK (((added_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (added_at < '2200-01-01 00:00:00+00'::timestamp with time zone)))
);

ALTER TABLE ONLY public.batch_classes FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE public.batch_classes IS 'Classes that were enrolled. Those who were members at that time are on the roster.';

CREATE TABLE public.batch_coaches (
    org_id uuid NOT NULL,
    batch_id uuid NOT NULL,
    person_id uuid NOT NULL,
    "position" smallint NOT NULL,
    share_basis_points integer NOT NULL,
    CONSTRAINT batch_coaches_position_check CHECK (("position" >= 0)),
    CONSTRAINT batch_coaches_share_basis_points_check CHECK (((share_basis_points >= 0) AND (share_basis_points <= 10000)))
);

ALTER TABLE ONLY public.batch_coaches FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE public.batch_coaches IS 'The coaches of a batch, with their shares of the earnings.';

CREATE TABLE public.batch_courses (
    org_id uuid NOT NULL,
    batch_id uuid NOT NULL,
    course_id uuid NOT NULL,
    "position" smallint NOT NULL,
    CONSTRAINT batch_courses_position_check CHECK (("position" >= 0))
);

ALTER TABLE ONLY public.batch_courses FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE public.batch_courses IS 'The courses of a batch.';

CREATE TABLE public.batch_roster (
    org_id uuid NOT NULL,
    batch_id uuid NOT NULL,
    person_id uuid NOT NULL,
    added_at timestamp with time zone NOT NULL,
    removed_at timestamp with time zone,
    acceptance text NOT NULL,
    answered_by text,
    CONSTRAINT batch_roster_acceptance_check CHECK ((acceptance = ANY (ARRAY['invited'::text, 'accepted'::text, 'declined'::text]))),
    CONSTRAINT batch_roster_answered_by_check CHECK ((answered_by = ANY (ARRAY['series'::text, 'enrolment'::text, 'admin'::text]))),
    CONSTRAINT batch_roster_check CHECK ((removed_at >= added_at)),
    CONSTRAINT batch_roster_instants CHECK (((added_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (added_at < '2200-01-01 00:00:00+00'::timestamp with time zone) AND (removed_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (removed_at < '2200-01-01 00:00:00+00'::timestamp with time zone)))
);

ALTER TABLE ONLY public.batch_roster FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE public.batch_roster IS 'The learners of a batch, each with an acceptance.';

CREATE TABLE public.batch_skips (
    org_id uuid NOT NULL,
    batch_id uuid NOT NULL,
    occurrence date NOT NULL,
    detail text NOT NULL,
    at timestamp with time zone NOT NULL,
    CONSTRAINT batch_skips_instants CHECK (((at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (at < '2200-01-01 00:00:00+00'::timestamp with time zone)))
);

ALTER TABLE ONLY public.batch_skips FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE public.batch_skips IS 'Occurrences that could not be generated, and why.';

CREATE TABLE public.batches (
    org_id uuid NOT NULL,
    id uuid NOT NULL,
    version bigint NOT NULL,
    state text NOT NULL,
    name text NOT NULL,
    description text NOT NULL,
    mode text NOT NULL,
    category_id uuid,
    room_id uuid,
    seats_max integer,
    visibility text NOT NULL,
    zone text NOT NULL,
    rule text NOT NULL,
    first_at timestamp without time zone NOT NULL,
    duration_minutes integer NOT NULL,
    ahead_days integer NOT NULL,
    generated_to date NOT NULL,
    due_at timestamp with time zone,
    ended_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    created_by uuid NOT NULL,
    folded_name text GENERATED ALWAYS AS (public.folded(name)) STORED NOT NULL COLLATE pg_catalog."C",
    planned_by_coach boolean DEFAULT false NOT NULL,
    run_id uuid,
    own_fields text[] DEFAULT '{}'::text[] NOT NULL,
    CONSTRAINT batches_ahead_days_check CHECK ((ahead_days > 0)),
    CONSTRAINT batches_check CHECK (((state = 'ended'::text) = (ended_at IS NOT NULL))),
    CONSTRAINT batches_duration_minutes_check CHECK ((duration_minutes > 0)),
    CONSTRAINT batches_instants CHECK (((due_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (due_at < '2200-01-01 00:00:00+00'::timestamp with time zone) AND (ended_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (ended_at < '2200-01-01 00:00:00+00'::timestamp with time zone) AND (created_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '2200-01-01 00:00:00+00'::timestamp with time zone))),
    CONSTRAINT batches_mode_check CHECK ((mode = ANY (ARRAY['online'::text, 'in_person'::text]))),
    CONSTRAINT batches_seats_max_check CHECK ((seats_max > 0)),
    CONSTRAINT batches_state_check CHECK ((state = ANY (ARRAY['active'::text, 'ended'::text]))),
    CONSTRAINT batches_version_check CHECK ((version > 0)),
    CONSTRAINT batches_visibility_check CHECK ((visibility = ANY (ARRAY['read_only'::text, 'accessible'::text, 'not_accessible'::text, 'list_only'::text])))
);

ALTER TABLE ONLY public.batches FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE public.batches IS 'A rule that generates sessions, with what they get from it.';

CREATE TABLE public.bookings (
    org_id uuid NOT NULL,
    resource_id uuid NOT NULL,
    session_id uuid NOT NULL,
    kind text NOT NULL,
    starts_at timestamp with time zone NOT NULL,
    ends_at timestamp with time zone NOT NULL,
    CONSTRAINT bookings_check CHECK ((ends_at > starts_at)),
    CONSTRAINT bookings_instants CHECK (((starts_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (starts_at < '2200-01-01 00:00:00+00'::timestamp with time zone) AND (ends_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (ends_at < '2200-01-01 00:00:00+00'::timestamp with time zone))),
    CONSTRAINT bookings_kind_check CHECK ((kind = ANY (ARRAY['coach'::text, 'room'::text])))
);

ALTER TABLE ONLY public.bookings FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE public.bookings IS 'The times for which coaches and rooms are booked. An exclusion constraint refuses overlaps.';

CREATE TABLE public.breaker (
    consumer text NOT NULL,
    in_a_row integer NOT NULL,
    CONSTRAINT breaker_in_a_row_check CHECK ((in_a_row >= 0))
);

CREATE TABLE public.calendar_feeds (
    org_id uuid NOT NULL,
    person_id uuid NOT NULL,
    secret_hash bytea NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT calendar_feeds_instants CHECK (((created_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '2200-01-01 00:00:00+00'::timestamp with time zone))),
    CONSTRAINT calendar_feeds_secret_hash_check CHECK ((length(secret_hash) = 32))
);

ALTER TABLE ONLY public.calendar_feeds FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE public.calendar_feeds IS 'The key of a calendar feed, as a digest.';

CREATE TABLE public.call_events (
    org_id uuid NOT NULL,
    webhook_id text NOT NULL,
    session_id uuid NOT NULL,
    person_id uuid NOT NULL,
    at timestamp with time zone NOT NULL,
    received_at timestamp with time zone NOT NULL,
    CONSTRAINT call_events_instants CHECK (((at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (at < '2200-01-01 00:00:00+00'::timestamp with time zone) AND (received_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (received_at < '2200-01-01 00:00:00+00'::timestamp with time zone)))
);

ALTER TABLE ONLY public.call_events FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE public.call_events IS 'Deliveries of a call provider, so that none counts twice.';

CREATE TABLE public.call_hooks (
    org_id uuid NOT NULL,
    hook_id uuid NOT NULL,
    secret bytea NOT NULL,
    created_at timestamp with time zone NOT NULL,
    created_by uuid NOT NULL,
    CONSTRAINT call_hooks_instants CHECK (((created_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '2200-01-01 00:00:00+00'::timestamp with time zone))),
    CONSTRAINT call_hooks_secret_check CHECK ((length(secret) = 32))
);

ALTER TABLE ONLY public.call_hooks FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE public.call_hooks IS 'The hook through which a call provider reports who joins and leaves, with its secret.';

CREATE TABLE public.call_presence (
    org_id uuid NOT NULL,
    session_id uuid NOT NULL,
    person_id uuid NOT NULL,
    joined_at timestamp with time zone NOT NULL,
    left_at timestamp with time zone,
    CONSTRAINT call_presence_instants CHECK (((joined_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (joined_at < '2200-01-01 00:00:00+00'::timestamp with time zone) AND (left_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (left_at < '2200-01-01 00:00:00+00'::timestamp with time zone)))
);

ALTER TABLE ONLY public.call_presence FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE public.call_presence IS 'Who was in the call of a session, from when until when. No row is ever deleted.';

CREATE TABLE public.categories (
    org_id uuid NOT NULL,
    id uuid NOT NULL,
    name text NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    folded_name text GENERATED ALWAYS AS (public.folded(name)) STORED NOT NULL COLLATE pg_catalog."C"
);

ALTER TABLE ONLY public.categories FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE public.categories IS 'Categories of sessions and courses.';

CREATE TABLE public.class_coaches (
    org_id uuid NOT NULL,
    class_id uuid NOT NULL,
    person_id uuid NOT NULL,
    added_at timestamp with time zone NOT NULL,
    CONSTRAINT class_coaches_instants CHECK (((added_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (added_at < '2200-01-01 00:00:00+00'::timestamp with time zone)))
);

ALTER TABLE ONLY public.class_coaches FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE public.class_coaches IS 'The coaches of a class. They know its learners, and may plan lessons with them.';

CREATE TABLE public.class_members (
    org_id uuid NOT NULL,
    class_id uuid NOT NULL,
    person_id uuid NOT NULL,
    added_at timestamp with time zone NOT NULL,
    removed_at timestamp with time zone,
    CONSTRAINT class_members_check CHECK ((removed_at >= added_at)),
    CONSTRAINT class_members_instants CHECK (((added_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (added_at < '2200-01-01 00:00:00+00'::timestamp with time zone) AND (removed_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (removed_at < '2200-01-01 00:00:00+00'::timestamp with time zone)))
);

ALTER TABLE ONLY public.class_members FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE public.class_members IS 'Periods of membership, as on a roster. The database deletes them with their class. No role may delete one.';

CREATE TABLE public.classes (
    org_id uuid NOT NULL,
    id uuid NOT NULL,
    version bigint NOT NULL,
    name text NOT NULL,
    description text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    folded_name text GENERATED ALWAYS AS (public.folded(name)) STORED NOT NULL COLLATE pg_catalog."C",
    external_id text COLLATE pg_catalog."C",
    CONSTRAINT classes_instants CHECK (((created_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '2200-01-01 00:00:00+00'::timestamp with time zone))),
    CONSTRAINT classes_version_check CHECK ((version > 0))
);

ALTER TABLE ONLY public.classes FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE public.classes IS 'Named groups of learners who are enrolled together.';

COMMENT ON COLUMN public.classes.external_id IS 'Its id in another system, compared exactly';

CREATE TABLE public.completion_records (
    org_id uuid NOT NULL,
    session_id uuid NOT NULL,
    event_id uuid NOT NULL,
    record bytea NOT NULL,
    leaf_hash bytea NOT NULL,
    request_digest bytea NOT NULL,
    completed_at timestamp with time zone NOT NULL,
    CONSTRAINT completion_records_check CHECK ((leaf_hash = sha256(('\x00'::bytea || record)))),
    CONSTRAINT completion_records_instants CHECK (((completed_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (completed_at < '2200-01-01 00:00:00+00'::timestamp with time zone))),
    CONSTRAINT completion_records_request_digest_check CHECK ((length(request_digest) = 32))
);

ALTER TABLE ONLY public.completion_records FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE public.completion_records IS 'Immutable. `record` holds the canonical bytes verbatim. SQL never reads anything out of them.';

CREATE TABLE public.correction_records (
    event_id uuid NOT NULL,
    org_id uuid NOT NULL,
    session_id uuid NOT NULL,
    amendment_id uuid NOT NULL,
    kind text NOT NULL,
    record bytea NOT NULL,
    leaf_hash bytea NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    CONSTRAINT correction_records_check CHECK ((leaf_hash = sha256(('\x00'::bytea || record)))),
    CONSTRAINT correction_records_instants CHECK (((recorded_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (recorded_at < '2200-01-01 00:00:00+00'::timestamp with time zone))),
    CONSTRAINT correction_records_kind_check CHECK ((kind = ANY (ARRAY['amendment'::text, 'void'::text])))
);

ALTER TABLE ONLY public.correction_records FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE public.correction_records IS 'As in completion records, `record` holds the canonical bytes verbatim, and SQL never reads anything out of them.';

CREATE TABLE public.courses (
    org_id uuid NOT NULL,
    id uuid NOT NULL,
    code text NOT NULL,
    title text NOT NULL,
    category_id uuid,
    created_at timestamp with time zone NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    folded_code text GENERATED ALWAYS AS (public.folded(code)) STORED NOT NULL COLLATE pg_catalog."C",
    external_id text COLLATE pg_catalog."C",
    CONSTRAINT courses_instants CHECK (((created_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '2200-01-01 00:00:00+00'::timestamp with time zone)))
);

ALTER TABLE ONLY public.courses FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE public.courses IS 'The courses of an organisation.';

COMMENT ON COLUMN public.courses.external_id IS 'Its id in another system, compared exactly';

CREATE TABLE public.erased_texts (
    text_id uuid NOT NULL,
    org_id uuid NOT NULL,
    person_id uuid NOT NULL,
    reason text NOT NULL,
    erased_at timestamp with time zone NOT NULL,
    CONSTRAINT erased_texts_instants CHECK (((erased_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (erased_at < '2200-01-01 00:00:00+00'::timestamp with time zone)))
);

ALTER TABLE ONLY public.erased_texts FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE public.erased_texts IS 'Immutable. The texts that were erased, each with the person for whom it was erased, and the reason.';

CREATE TABLE public.erasure_answers (
    erasure_id uuid NOT NULL,
    service text NOT NULL,
    org_id uuid NOT NULL,
    erased jsonb NOT NULL,
    kept jsonb NOT NULL,
    erased_at timestamp with time zone NOT NULL,
    CONSTRAINT erasure_answers_instants CHECK (((erased_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (erased_at < '2200-01-01 00:00:00+00'::timestamp with time zone)))
);

ALTER TABLE ONLY public.erasure_answers FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE public.erasure_answers IS 'What each service erased, and what it keeps and why: counts by kind. Immutable.';

CREATE TABLE public.erasures (
    erasure_id uuid NOT NULL,
    org_id uuid NOT NULL,
    person_id uuid NOT NULL,
    state text NOT NULL,
    reason text NOT NULL,
    with_shared boolean NOT NULL,
    asked_by uuid,
    asked_at timestamp with time zone NOT NULL,
    decided_by uuid,
    decided_at timestamp with time zone,
    finished_at timestamp with time zone,
    parts integer,
    CONSTRAINT erasures_check CHECK (((finished_at IS NOT NULL) = (state = ANY (ARRAY['rejected'::text, 'refused'::text, 'erased'::text])))),
    CONSTRAINT erasures_check1 CHECK (((parts IS NOT NULL) = (state = 'refused'::text))),
    CONSTRAINT erasures_instants CHECK (((asked_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (asked_at < '2200-01-01 00:00:00+00'::timestamp with time zone) AND (decided_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (decided_at < '2200-01-01 00:00:00+00'::timestamp with time zone) AND (finished_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (finished_at < '2200-01-01 00:00:00+00'::timestamp with time zone))),
    CONSTRAINT erasures_parts_check CHECK ((parts > 0)),
    CONSTRAINT erasures_reason_check CHECK ((reason = ANY (ARRAY['person_asked'::text, 'guardian_asked'::text, 'legal_order'::text, 'no_longer_needed'::text, 'other'::text, 'replayed'::text]))),
    CONSTRAINT erasures_state_check CHECK ((state = ANY (ARRAY['proposed'::text, 'approved'::text, 'rejected'::text, 'refused'::text, 'erasing'::text, 'erased'::text])))
);

ALTER TABLE ONLY public.erasures FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE public.erasures IS 'Erasures of people. A note on one is a text whose id is that of the erasure.';

CREATE TABLE public.guardians (
    org_id uuid NOT NULL,
    guardian_id uuid NOT NULL,
    learner_id uuid NOT NULL,
    added_at timestamp with time zone NOT NULL,
    CONSTRAINT guardians_instants CHECK (((added_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (added_at < '2200-01-01 00:00:00+00'::timestamp with time zone)))
);

ALTER TABLE ONLY public.guardians FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE public.guardians IS 'Who is the guardian of whom. A guardian sees what their learners see.';

CREATE TABLE public.help_requests (
    help_id uuid NOT NULL,
    org_id uuid NOT NULL,
    session_id uuid NOT NULL,
    asked_by uuid NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    minutes integer,
    raw_minutes integer,
    blockers text[] NOT NULL,
    marks jsonb NOT NULL,
    attended_ids uuid[] NOT NULL,
    not_attended_ids uuid[] NOT NULL,
    question_id uuid,
    questioned_by uuid,
    questioned_at timestamp with time zone,
    close_reason_id uuid,
    closed_by uuid,
    closed_at timestamp with time zone,
    completed_by uuid,
    completed_at timestamp with time zone,
    replaced_at timestamp with time zone,
    CONSTRAINT help_requests_blockers_check CHECK ((cardinality(blockers) > 0)),
    CONSTRAINT help_requests_check CHECK ((num_nonnulls(minutes, raw_minutes) = 1)),
    CONSTRAINT help_requests_check1 CHECK ((num_nonnulls(question_id, questioned_by, questioned_at) = ANY (ARRAY[0, 3]))),
    CONSTRAINT help_requests_check2 CHECK ((num_nonnulls(close_reason_id, closed_by, closed_at) = ANY (ARRAY[0, 3]))),
    CONSTRAINT help_requests_check3 CHECK ((num_nonnulls(completed_by, completed_at) = ANY (ARRAY[0, 2]))),
    CONSTRAINT help_requests_check4 CHECK ((num_nonnulls(closed_at, completed_at, replaced_at) <= 1)),
    CONSTRAINT help_requests_instants CHECK (((asked_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (asked_at < '2200-01-01 00:00:00+00'::timestamp with time zone) AND (questioned_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (questioned_at < '2200-01-01 00:00:00+00'::timestamp with time zone) AND (closed_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (closed_at < '2200-01-01 00:00:00+00'::timestamp with time zone) AND (completed_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (completed_at < '2200-01-01 00:00:00+00'::timestamp with time zone) AND (replaced_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (replaced_at < '2200-01-01 00:00:00+00'::timestamp with time zone))),
    CONSTRAINT help_requests_marks_check CHECK ((jsonb_typeof(marks) = 'array'::text)),
    CONSTRAINT help_requests_minutes_check CHECK ((minutes >= 0)),
    CONSTRAINT help_requests_raw_minutes_check CHECK ((raw_minutes >= 0))
);

ALTER TABLE ONLY public.help_requests FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE public.help_requests IS 'What coaches report of sessions that they cannot end themselves, and who did what with it. Unofficial. If the session was ended without it, only the row of the session says so.';

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

CREATE TABLE public.import_chunks (
    org_id uuid NOT NULL,
    import_id uuid NOT NULL,
    starts_at bigint NOT NULL,
    data bytea NOT NULL
);
ALTER TABLE ONLY public.import_chunks ALTER COLUMN data SET STORAGE EXTERNAL;

ALTER TABLE ONLY public.import_chunks FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE public.import_chunks IS 'The files of imports that are not finished, in pieces.';

CREATE TABLE public.import_claims (
    org_id uuid NOT NULL,
    import_id uuid NOT NULL,
    resource_id uuid NOT NULL,
    line integer NOT NULL,
    starts_at timestamp with time zone,
    ends_at timestamp with time zone,
    session_id uuid,
    learners integer NOT NULL,
    CONSTRAINT import_claims_instants CHECK (((starts_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (starts_at < '2200-01-01 00:00:00+00'::timestamp with time zone) AND (ends_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (ends_at < '2200-01-01 00:00:00+00'::timestamp with time zone)))
);

ALTER TABLE ONLY public.import_claims FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE public.import_claims IS 'What the rows that were checked would take when they are written: coaches and rooms for a time, seats of sessions.';

CREATE TABLE public.import_rows (
    org_id uuid NOT NULL,
    import_id uuid NOT NULL,
    line integer NOT NULL,
    key text COLLATE pg_catalog."C",
    result text NOT NULL,
    name text NOT NULL,
    target_id uuid,
    column_name text,
    detail text,
    folded_key text GENERATED ALWAYS AS (public.folded(key)) STORED COLLATE pg_catalog."C",
    external_id text COLLATE pg_catalog."C",
    digest bytea,
    same_as_line integer,
    CONSTRAINT import_rows_result_check CHECK ((result = ANY (ARRAY['create'::text, 'update'::text, 'unchanged'::text, 'error'::text])))
);

ALTER TABLE ONLY public.import_rows FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE public.import_rows IS 'The result of every row of an import.';

CREATE TABLE public.imports (
    org_id uuid NOT NULL,
    id uuid NOT NULL,
    kind text NOT NULL,
    state text NOT NULL,
    dry_run boolean NOT NULL,
    mode text NOT NULL,
    partial boolean NOT NULL,
    options jsonb NOT NULL,
    header jsonb NOT NULL,
    bytes bigint NOT NULL,
    first_offset bigint NOT NULL,
    first_line integer NOT NULL,
    next_offset bigint NOT NULL,
    next_line integer NOT NULL,
    rows integer DEFAULT 0 NOT NULL,
    created integer DEFAULT 0 NOT NULL,
    updated integer DEFAULT 0 NOT NULL,
    unchanged integer DEFAULT 0 NOT NULL,
    errors integer DEFAULT 0 NOT NULL,
    tries integer DEFAULT 0 NOT NULL,
    detail text,
    created_at timestamp with time zone NOT NULL,
    created_by uuid NOT NULL,
    finished_at timestamp with time zone,
    file_name text,
    rows_kept boolean DEFAULT true NOT NULL,
    CONSTRAINT imports_check CHECK (((finished_at IS NULL) = (state = ANY (ARRAY['checking'::text, 'writing'::text])))),
    CONSTRAINT imports_instants CHECK (((created_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '2200-01-01 00:00:00+00'::timestamp with time zone) AND (finished_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (finished_at < '2200-01-01 00:00:00+00'::timestamp with time zone))),
    CONSTRAINT imports_kind_check CHECK ((kind = ANY (ARRAY['people'::text, 'courses'::text, 'classes'::text, 'sessions'::text, 'enrolments'::text]))),
    CONSTRAINT imports_mode_check CHECK ((mode = ANY (ARRAY['create'::text, 'upsert'::text]))),
    CONSTRAINT imports_state_check CHECK ((state = ANY (ARRAY['checking'::text, 'writing'::text, 'done'::text, 'refused'::text, 'failed'::text])))
);

ALTER TABLE ONLY public.imports FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE public.imports IS 'Imports of large files, and how far each has come.';

CREATE TABLE public.inbox (
    event_id uuid NOT NULL,
    handled_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE public.links (
    org_id uuid NOT NULL,
    link_id uuid NOT NULL,
    session_id uuid,
    batch_id uuid,
    course_id uuid,
    kind text NOT NULL,
    title text NOT NULL,
    url text NOT NULL,
    created_by uuid NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT links_instants CHECK (((created_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '2200-01-01 00:00:00+00'::timestamp with time zone))),
    CONSTRAINT links_kind_check CHECK ((kind = ANY (ARRAY['call'::text, 'material'::text]))),
    CONSTRAINT links_one_owner CHECK ((num_nonnulls(session_id, batch_id, course_id) = 1)),
    CONSTRAINT links_title_check CHECK (((length(title) >= 1) AND (length(title) <= 150))),
    CONSTRAINT links_url_check CHECK ((starts_with(url, 'https://'::text) AND (length(url) <= 2000)))
);

ALTER TABLE ONLY public.links FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE public.links IS 'Addresses of calls and of material. No event, record or export has them.';

CREATE TABLE public.log_checkpoints (
    org_id uuid NOT NULL,
    size bigint NOT NULL,
    number bigint NOT NULL,
    root_hash bytea NOT NULL,
    note text NOT NULL,
    checkpointed_at timestamp with time zone NOT NULL,
    CONSTRAINT log_checkpoints_instants CHECK (((checkpointed_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (checkpointed_at < '2200-01-01 00:00:00+00'::timestamp with time zone))),
    CONSTRAINT log_checkpoints_number_check CHECK ((number > 0)),
    CONSTRAINT log_checkpoints_root_hash_check CHECK ((length(root_hash) = 32)),
    CONSTRAINT log_checkpoints_size_check CHECK ((size > 0))
);

ALTER TABLE ONLY public.log_checkpoints FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE public.log_checkpoints IS 'Signed checkpoints of the transparency log. Immutable.';

CREATE TABLE public.log_key_changes (
    number integer NOT NULL,
    note text NOT NULL,
    announced_at timestamp with time zone NOT NULL,
    CONSTRAINT log_key_changes_instants CHECK (((announced_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (announced_at < '2200-01-01 00:00:00+00'::timestamp with time zone))),
    CONSTRAINT log_key_changes_number_check CHECK ((number >= 1))
);

COMMENT ON TABLE public.log_key_changes IS 'The notes by which each key of the transparency logs announces the next one. Immutable.';

CREATE TABLE public.log_key_leaves (
    org_id uuid NOT NULL,
    number integer NOT NULL,
    "position" bigint NOT NULL,
    CONSTRAINT log_key_leaves_number_check CHECK ((number >= 1)),
    CONSTRAINT log_key_leaves_position_check CHECK (("position" >= 0))
);

ALTER TABLE ONLY public.log_key_leaves FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE public.log_key_leaves IS 'The positions of key changes in the log of an organisation. Immutable.';

CREATE TABLE public.log_leaves (
    org_id uuid NOT NULL,
    "position" bigint NOT NULL,
    event_id uuid NOT NULL,
    session_id uuid NOT NULL,
    leaf_hash bytea NOT NULL,
    sequenced_at timestamp with time zone NOT NULL,
    CONSTRAINT log_leaves_instants CHECK (((sequenced_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (sequenced_at < '2200-01-01 00:00:00+00'::timestamp with time zone))),
    CONSTRAINT log_leaves_leaf_hash_check CHECK ((length(leaf_hash) = 32)),
    CONSTRAINT log_leaves_position_check CHECK (("position" >= 0))
);

ALTER TABLE ONLY public.log_leaves FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE public.log_leaves IS 'The leaves of the transparency log of an organisation. Immutable.';

CREATE TABLE public.log_nodes (
    org_id uuid NOT NULL,
    level smallint NOT NULL,
    "position" bigint NOT NULL,
    hash bytea NOT NULL,
    CONSTRAINT log_nodes_hash_check CHECK ((length(hash) = 32)),
    CONSTRAINT log_nodes_level_check CHECK ((level >= 1)),
    CONSTRAINT log_nodes_position_check CHECK (("position" >= 0))
);

ALTER TABLE ONLY public.log_nodes FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE public.log_nodes IS 'Roots of complete subtrees of 2^level leaves, counted from the left.';

CREATE TABLE public.log_queue (
    org_id uuid NOT NULL,
    session_id uuid NOT NULL,
    event_id uuid NOT NULL,
    leaf_hash bytea NOT NULL
)
WITH (autovacuum_vacuum_scale_factor='0', autovacuum_vacuum_threshold='1000', autovacuum_vacuum_insert_threshold='-1', autovacuum_analyze_scale_factor='0', autovacuum_analyze_threshold='100000');

ALTER TABLE ONLY public.log_queue FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE public.log_queue IS 'Records that are not in the transparency log yet, in no particular order.';

CREATE TABLE public.open_proposals (
    amendment_id uuid NOT NULL,
    org_id uuid NOT NULL,
    session_id uuid NOT NULL
);

ALTER TABLE ONLY public.open_proposals FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE public.open_proposals IS 'Proposals of corrections on which nobody has decided. Triggers keep it up to date.';

CREATE TABLE public.open_sessions (
    org_id uuid NOT NULL,
    session_id uuid NOT NULL,
    planned boolean NOT NULL,
    ended_at timestamp with time zone NOT NULL,
    remind_at timestamp with time zone,
    reminded smallint DEFAULT 0 NOT NULL,
    CONSTRAINT open_sessions_instants CHECK (((ended_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (ended_at < '2200-01-01 00:00:00+00'::timestamp with time zone))),
    CONSTRAINT open_sessions_reminded_check CHECK ((reminded >= 0))
);

ALTER TABLE ONLY public.open_sessions FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE public.open_sessions IS 'Sessions that are neither completed nor cancelled, and that have a planned end or have begun. Triggers keep this table up to date.';

CREATE TABLE public.organisations (
    org_id uuid NOT NULL,
    name text NOT NULL,
    zone text NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    CONSTRAINT organisations_instants CHECK (((updated_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '2200-01-01 00:00:00+00'::timestamp with time zone)))
);

ALTER TABLE ONLY public.organisations FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE public.organisations IS 'An organisation: its name, and the zone in which its wall clocks are read.';

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

CREATE TABLE public.people (
    org_id uuid NOT NULL,
    id uuid NOT NULL,
    username text NOT NULL,
    name text NOT NULL,
    email text,
    role text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    folded_username text GENERATED ALWAYS AS (public.folded(username)) STORED NOT NULL COLLATE pg_catalog."C",
    erased_at timestamp with time zone,
    external_id text COLLATE pg_catalog."C",
    language text,
    zone text,
    CONSTRAINT people_erased_instants CHECK (((erased_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (erased_at < '2200-01-01 00:00:00+00'::timestamp with time zone))),
    CONSTRAINT people_instants CHECK (((created_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '2200-01-01 00:00:00+00'::timestamp with time zone))),
    CONSTRAINT people_role_check CHECK ((role = ANY (ARRAY['learner'::text, 'coach'::text, 'guardian'::text, 'admin'::text, 'support'::text, 'finance'::text])))
);

ALTER TABLE ONLY public.people FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE public.people IS 'Everybody in an organisation. Names and e-mail addresses are nowhere else.';

COMMENT ON COLUMN public.people.erased_at IS 'When the person was erased';

COMMENT ON COLUMN public.people.external_id IS 'Its id in another system, compared exactly';

COMMENT ON COLUMN public.people.language IS 'Their language (BCP 47)';

COMMENT ON COLUMN public.people.zone IS 'Their IANA zone. Without one, that of the organisation holds';

CREATE TABLE public.positions (
    topic text NOT NULL,
    partition integer NOT NULL,
    record_offset bigint DEFAULT '-1'::integer NOT NULL,
    record_id bytea DEFAULT '\x'::bytea NOT NULL,
    CONSTRAINT positions_record_offset_check CHECK ((record_offset >= '-1'::integer))
)
WITH (fillfactor='50');

COMMENT ON TABLE public.positions IS 'The last Kafka record that was read in each partition, written in the transaction that has its effects.';

CREATE TABLE public.rooms (
    org_id uuid NOT NULL,
    id uuid NOT NULL,
    version bigint NOT NULL,
    name text NOT NULL,
    seats integer,
    created_at timestamp with time zone NOT NULL,
    folded_name text GENERATED ALWAYS AS (public.folded(name)) STORED NOT NULL COLLATE pg_catalog."C",
    CONSTRAINT rooms_instants CHECK (((created_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '2200-01-01 00:00:00+00'::timestamp with time zone))),
    CONSTRAINT rooms_seats_check CHECK ((seats > 0)),
    CONSTRAINT rooms_version_check CHECK ((version > 0))
);

ALTER TABLE ONLY public.rooms FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE public.rooms IS 'The rooms of an organisation.';

CREATE TABLE public.roster (
    org_id uuid NOT NULL,
    session_id uuid NOT NULL,
    person_id uuid NOT NULL,
    added_at timestamp with time zone NOT NULL,
    removed_at timestamp with time zone,
    acceptance text NOT NULL,
    answered_at timestamp with time zone,
    answered_by text,
    CONSTRAINT roster_acceptance_check CHECK ((acceptance = ANY (ARRAY['invited'::text, 'accepted'::text, 'declined'::text]))),
    CONSTRAINT roster_answered_by_check CHECK ((answered_by = ANY (ARRAY['answer'::text, 'series'::text, 'enrolment'::text, 'admin'::text, 'attending'::text, 'policy'::text]))),
    CONSTRAINT roster_instants CHECK (((added_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (added_at < '2200-01-01 00:00:00+00'::timestamp with time zone) AND (removed_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (removed_at < '2200-01-01 00:00:00+00'::timestamp with time zone) AND (answered_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (answered_at < '2200-01-01 00:00:00+00'::timestamp with time zone)))
);

ALTER TABLE ONLY public.roster FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE public.roster IS 'Periods of enrolment. A learner who leaves and comes back has two rows. No row is ever deleted.';

CREATE TABLE public.search_words (
    org_id uuid NOT NULL,
    kind text NOT NULL COLLATE pg_catalog."C",
    word text NOT NULL COLLATE pg_catalog."C",
    id uuid NOT NULL,
    CONSTRAINT search_words_kind_check CHECK ((kind = ANY (ARRAY['session'::text, 'person'::text, 'coach'::text, 'course'::text, 'category'::text, 'class'::text, 'room'::text])))
);

ALTER TABLE ONLY public.search_words FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE public.search_words IS 'The words by which sessions and catalogue entries are found. Triggers keep them up to date.';

CREATE TABLE public.sequences (
    key text NOT NULL,
    org_id uuid NOT NULL,
    sequence bigint NOT NULL,
    CONSTRAINT sequences_sequence_check CHECK ((sequence > 0))
);

ALTER TABLE ONLY public.sequences FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE public.sequences IS 'The sequence of the latest event of each organisation, and of each learner as far as their guardians are concerned. `key` is the partition key of these events.';

CREATE TABLE public.session_accesses (
    org_id uuid NOT NULL,
    session_id uuid NOT NULL,
    person_id uuid NOT NULL,
    first_at timestamp with time zone NOT NULL,
    last_at timestamp with time zone NOT NULL,
    CONSTRAINT session_accesses_check CHECK ((last_at >= first_at)),
    CONSTRAINT session_accesses_instants CHECK (((first_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (first_at < '2200-01-01 00:00:00+00'::timestamp with time zone) AND (last_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (last_at < '2200-01-01 00:00:00+00'::timestamp with time zone)))
);

ALTER TABLE ONLY public.session_accesses FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE public.session_accesses IS 'When a person opened a session for the first and the last time.';

CREATE TABLE public.session_attendance (
    org_id uuid NOT NULL,
    session_id uuid NOT NULL,
    person_id uuid NOT NULL,
    code text NOT NULL,
    counts_as_present boolean NOT NULL,
    minutes integer,
    sequence bigint DEFAULT 0 NOT NULL
);

ALTER TABLE ONLY public.session_attendance FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE public.session_attendance IS 'A copy of the marks that the attendance service locked or corrected. `sequence` is that of the event with the mark.';

CREATE TABLE public.session_attendance_amendments (
    amendment_id uuid NOT NULL,
    org_id uuid NOT NULL,
    session_id uuid NOT NULL,
    person_id uuid NOT NULL,
    old jsonb NOT NULL,
    new jsonb NOT NULL,
    proposed_by uuid NOT NULL,
    approved_by uuid,
    amended_at timestamp with time zone NOT NULL,
    CONSTRAINT session_attendance_amendments_instants CHECK (((amended_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (amended_at < '2200-01-01 00:00:00+00'::timestamp with time zone)))
);

ALTER TABLE ONLY public.session_attendance_amendments FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE public.session_attendance_amendments IS 'Copies of the marks that the attendance service corrected after it had locked the register. The history shows them.';

CREATE TABLE public.session_classes (
    org_id uuid NOT NULL,
    session_id uuid NOT NULL,
    class_id uuid NOT NULL,
    added_at timestamp with time zone NOT NULL,
    CONSTRAINT session_classes_instants CHECK (((added_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (added_at < '2200-01-01 00:00:00+00'::timestamp with time zone)))
);

ALTER TABLE ONLY public.session_classes FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE public.session_classes IS 'Classes that were enrolled. Those who were members at that time are on the roster.';

CREATE TABLE public.session_coaches (
    org_id uuid NOT NULL,
    session_id uuid NOT NULL,
    person_id uuid NOT NULL,
    "position" smallint NOT NULL,
    share_basis_points integer NOT NULL,
    CONSTRAINT session_coaches_position_check CHECK (("position" >= 0)),
    CONSTRAINT session_coaches_share_basis_points_check CHECK (((share_basis_points >= 0) AND (share_basis_points <= 10000)))
);

ALTER TABLE ONLY public.session_coaches FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE public.session_coaches IS 'The coaches of a session in order, with their shares of the earnings.';

CREATE TABLE public.session_course_people (
    org_id uuid NOT NULL,
    session_id uuid NOT NULL,
    course_id uuid NOT NULL,
    person_id uuid NOT NULL,
    part text NOT NULL,
    CONSTRAINT session_course_people_part_check CHECK ((part = ANY (ARRAY['coach'::text, 'learner'::text])))
);

ALTER TABLE ONLY public.session_course_people FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE public.session_course_people IS 'Coaches and learners of one course of a session. Learners of a course are on the session''s roster too.';

CREATE TABLE public.session_courses (
    org_id uuid NOT NULL,
    session_id uuid NOT NULL,
    course_id uuid NOT NULL,
    "position" smallint NOT NULL,
    CONSTRAINT session_courses_position_check CHECK (("position" >= 0))
);

ALTER TABLE ONLY public.session_courses FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE public.session_courses IS 'The courses of a session, in order.';

CREATE TABLE public.session_history (
    org_id uuid NOT NULL,
    session_id uuid NOT NULL,
    version bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    by uuid NOT NULL,
    action text NOT NULL,
    changes jsonb NOT NULL,
    text_id uuid,
    CONSTRAINT session_history_instants CHECK (((at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (at < '2200-01-01 00:00:00+00'::timestamp with time zone)))
);

ALTER TABLE ONLY public.session_history FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE public.session_history IS 'Immutable. Who changed what. There is one row for each version that a change made.';

CREATE TABLE public.session_notes (
    note_id uuid NOT NULL,
    org_id uuid NOT NULL,
    session_id uuid NOT NULL,
    audience text NOT NULL,
    author_id uuid NOT NULL,
    written_at timestamp with time zone NOT NULL,
    CONSTRAINT session_notes_audience_check CHECK ((audience = ANY (ARRAY['staff'::text, 'coaches'::text, 'everyone'::text]))),
    CONSTRAINT session_notes_instants CHECK (((written_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (written_at < '2200-01-01 00:00:00+00'::timestamp with time zone)))
);

ALTER TABLE ONLY public.session_notes FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE public.session_notes IS 'Notes about a session. Their texts are sealed in texts.';

CREATE TABLE public.sessions (
    org_id uuid NOT NULL,
    id uuid NOT NULL,
    version bigint NOT NULL,
    state text NOT NULL,
    name text NOT NULL,
    description text NOT NULL,
    batch_id uuid,
    category_id uuid,
    mode text NOT NULL,
    starts_at timestamp with time zone,
    ends_at timestamp with time zone,
    zone text NOT NULL,
    started_at timestamp with time zone,
    started_by uuid,
    cancelled_at timestamp with time zone,
    cancelled_by uuid,
    cancel_reason text,
    completed_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    display_from timestamp with time zone,
    display_until timestamp with time zone,
    access_from timestamp with time zone,
    access_until timestamp with time zone,
    coach_from timestamp with time zone,
    coach_until timestamp with time zone,
    visibility text DEFAULT 'read_only'::text NOT NULL,
    listed_from timestamp with time zone GENERATED ALWAYS AS (COALESCE(
CASE
    WHEN (run_id IS NOT NULL) THEN starts_at
    WHEN ((display_from IS NOT NULL) OR (display_until IS NOT NULL)) THEN display_from
    WHEN ((access_from IS NOT NULL) OR (access_until IS NOT NULL)) THEN access_from
    ELSE starts_at
END, '-infinity'::timestamp with time zone)) STORED NOT NULL,
    listed_until timestamp with time zone GENERATED ALWAYS AS (COALESCE(
CASE
    WHEN (run_id IS NOT NULL) THEN ends_at
    WHEN ((display_from IS NOT NULL) OR (display_until IS NOT NULL)) THEN display_until
    WHEN ((access_from IS NOT NULL) OR (access_until IS NOT NULL)) THEN access_until
    ELSE ends_at
END, 'infinity'::timestamp with time zone)) STORED NOT NULL,
    room_id uuid,
    seats_max integer,
    learner_count integer DEFAULT 0 NOT NULL,
    notice text,
    created_by uuid,
    changed_at timestamp with time zone,
    occurrence date,
    own_fields text[] DEFAULT '{}'::text[] NOT NULL,
    folded_name text GENERATED ALWAYS AS ((public.folded(name) ||
CASE
    WHEN ((state = 'cancelled'::text) OR (voided_at IS NOT NULL)) THEN (chr(31) || (id)::text)
    ELSE ''::text
END)) STORED NOT NULL COLLATE pg_catalog."C",
    moved_from timestamp with time zone,
    moved_until timestamp with time zone,
    moved_at timestamp with time zone,
    voided_at timestamp with time zone,
    successor_of uuid,
    external_id text COLLATE pg_catalog."C",
    planned_by_coach boolean DEFAULT false NOT NULL,
    run_id uuid,
    CONSTRAINT sessions_check CHECK (((starts_at IS NULL) = (ends_at IS NULL))),
    CONSTRAINT sessions_check1 CHECK ((ends_at > starts_at)),
    CONSTRAINT sessions_check10 CHECK (((occurrence IS NULL) OR (batch_id IS NOT NULL))),
    CONSTRAINT sessions_check2 CHECK (((started_at IS NULL) = (started_by IS NULL))),
    CONSTRAINT sessions_check3 CHECK (((state <> 'scheduled'::text) OR (started_at IS NULL))),
    CONSTRAINT sessions_check4 CHECK (((state <> 'in_progress'::text) OR (started_at IS NOT NULL))),
    CONSTRAINT sessions_check5 CHECK (((state = 'completed'::text) = (completed_at IS NOT NULL))),
    CONSTRAINT sessions_check6 CHECK (((state = 'cancelled'::text) = ((cancelled_at IS NOT NULL) AND (cancelled_by IS NOT NULL) AND (cancel_reason IS NOT NULL)))),
    CONSTRAINT sessions_check7 CHECK ((display_until > display_from)),
    CONSTRAINT sessions_check8 CHECK ((access_until > access_from)),
    CONSTRAINT sessions_check9 CHECK ((coach_until > coach_from)),
    CONSTRAINT sessions_instants CHECK (((starts_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (starts_at < '2200-01-01 00:00:00+00'::timestamp with time zone) AND (ends_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (ends_at < '2200-01-01 00:00:00+00'::timestamp with time zone) AND (started_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (started_at < '2200-01-01 00:00:00+00'::timestamp with time zone) AND (cancelled_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (cancelled_at < '2200-01-01 00:00:00+00'::timestamp with time zone) AND (completed_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (completed_at < '2200-01-01 00:00:00+00'::timestamp with time zone) AND (created_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '2200-01-01 00:00:00+00'::timestamp with time zone) AND (display_from >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (display_from < '2200-01-01 00:00:00+00'::timestamp with time zone) AND (display_until >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (display_until < '2200-01-01 00:00:00+00'::timestamp with time zone) AND (access_from >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (access_from < '2200-01-01 00:00:00+00'::timestamp with time zone) AND (access_until >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (access_until < '2200-01-01 00:00:00+00'::timestamp with time zone) AND (coach_from >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (coach_from < '2200-01-01 00:00:00+00'::timestamp with time zone) AND (coach_until >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (coach_until < '2200-01-01 00:00:00+00'::timestamp with time zone) AND (changed_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (changed_at < '2200-01-01 00:00:00+00'::timestamp with time zone))),
    CONSTRAINT sessions_mode_check CHECK ((mode = ANY (ARRAY['online'::text, 'in_person'::text]))),
    CONSTRAINT sessions_moved_instants CHECK (((moved_from >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (moved_from < '2200-01-01 00:00:00+00'::timestamp with time zone) AND (moved_until >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (moved_until < '2200-01-01 00:00:00+00'::timestamp with time zone) AND (moved_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (moved_at < '2200-01-01 00:00:00+00'::timestamp with time zone) AND (voided_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (voided_at < '2200-01-01 00:00:00+00'::timestamp with time zone))),
    CONSTRAINT sessions_moved_whole CHECK ((num_nulls(moved_from, moved_until, moved_at) = ANY (ARRAY[0, 3]))),
    CONSTRAINT sessions_run_check CHECK (((run_id IS NULL) OR (starts_at IS NOT NULL))),
    CONSTRAINT sessions_seats_check CHECK (((learner_count >= 0) AND (learner_count <= COALESCE(seats_max, 2000)))),
    CONSTRAINT sessions_seats_max_check CHECK ((seats_max > 0)),
    CONSTRAINT sessions_state_check CHECK ((state = ANY (ARRAY['scheduled'::text, 'in_progress'::text, 'completed'::text, 'cancelled'::text]))),
    CONSTRAINT sessions_version_check CHECK ((version > 0)),
    CONSTRAINT sessions_visibility_check CHECK ((visibility = ANY (ARRAY['read_only'::text, 'accessible'::text, 'not_accessible'::text, 'list_only'::text])))
)
WITH (fillfactor='90');

ALTER TABLE ONLY public.sessions FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE public.sessions IS 'Sessions. A completed session is final except for its texts and windows.';

COMMENT ON COLUMN public.sessions.external_id IS 'Its id in another system, compared exactly';

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

CREATE TABLE public.substitutions (
    proposal_id uuid NOT NULL,
    org_id uuid NOT NULL,
    session_id uuid NOT NULL,
    proposed_by uuid NOT NULL,
    coach_id uuid NOT NULL,
    proposed_at timestamp with time zone NOT NULL,
    state text NOT NULL,
    decided_by uuid,
    decided_at timestamp with time zone,
    reason_id uuid,
    session_version bigint,
    CONSTRAINT substitutions_check CHECK ((coach_id <> proposed_by)),
    CONSTRAINT substitutions_check1 CHECK ((num_nonnulls(decided_by, decided_at) =
CASE
    WHEN (state = ANY (ARRAY['open'::text, 'overtaken'::text])) THEN 0
    ELSE 2
END)),
    CONSTRAINT substitutions_check2 CHECK (((reason_id IS NULL) OR (state = ANY (ARRAY['rejected'::text, 'withdrawn'::text])))),
    CONSTRAINT substitutions_check3 CHECK (((state <> 'rejected'::text) OR (reason_id IS NOT NULL))),
    CONSTRAINT substitutions_check4 CHECK (((session_version IS NOT NULL) = (state = 'confirmed'::text))),
    CONSTRAINT substitutions_instants CHECK (((proposed_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (proposed_at < '2200-01-01 00:00:00+00'::timestamp with time zone) AND (decided_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (decided_at < '2200-01-01 00:00:00+00'::timestamp with time zone))),
    CONSTRAINT substitutions_session_version_check CHECK ((session_version > 1)),
    CONSTRAINT substitutions_state_check CHECK ((state = ANY (ARRAY['open'::text, 'confirmed'::text, 'rejected'::text, 'withdrawn'::text, 'overtaken'::text])))
);

ALTER TABLE ONLY public.substitutions FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE public.substitutions IS 'Coaches whom other coaches proposed for a session in their place, and what admins decided.';

CREATE TABLE public.text_keys (
    text_id uuid NOT NULL,
    org_id uuid NOT NULL,
    key bytea NOT NULL,
    is_published boolean DEFAULT false NOT NULL,
    CONSTRAINT text_keys_key_check CHECK ((length(key) = 32))
);

ALTER TABLE ONLY public.text_keys FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE public.text_keys IS 'A key can be destroyed only if erased_texts has a row for it.';

COMMENT ON COLUMN public.text_keys.is_published IS 'Whether the text needs no publishing: it was published, or never is';

CREATE TABLE public.texts (
    text_id uuid NOT NULL,
    org_id uuid NOT NULL,
    session_id uuid,
    kind text NOT NULL,
    ciphertext bytea NOT NULL,
    written_at timestamp with time zone NOT NULL,
    CONSTRAINT texts_instants CHECK (((written_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (written_at < '2200-01-01 00:00:00+00'::timestamp with time zone))),
    CONSTRAINT texts_kind_check CHECK ((kind = ANY (ARRAY['completion'::text, 'note'::text, 'correction'::text, 'erasure'::text, 'help'::text, 'substitution'::text]))),
    CONSTRAINT texts_of_sessions CHECK (((kind = 'erasure'::text) = (session_id IS NULL)))
);
ALTER TABLE ONLY public.texts ALTER COLUMN ciphertext SET STORAGE EXTERNAL;

ALTER TABLE ONLY public.texts FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE public.texts IS 'Immutable. Personal free texts, each sealed together with its salt. Records hold only salted digests of them.';

CREATE TABLE public.tombstones_due (
    text_id uuid NOT NULL,
    org_id uuid NOT NULL,
    due_at timestamp with time zone NOT NULL,
    CONSTRAINT tombstones_due_instants CHECK (((due_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (due_at < '2200-01-01 00:00:00+00'::timestamp with time zone)))
);

ALTER TABLE ONLY public.tombstones_due FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE public.tombstones_due IS 'Erased texts whose tombstone is sent again, so that Kafka can compact its files.';

ALTER TABLE ONLY public.account_invitations
    ADD CONSTRAINT account_invitations_pkey PRIMARY KEY (invitation_id);

ALTER TABLE ONLY public.accounts
    ADD CONSTRAINT accounts_pkey PRIMARY KEY (account_id);

ALTER TABLE ONLY public.acknowledged
    ADD CONSTRAINT acknowledged_pkey PRIMARY KEY (topic, partition);

ALTER TABLE ONLY public.alembic_version
    ADD CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num);

ALTER TABLE ONLY public.amendment_decisions
    ADD CONSTRAINT amendment_decisions_pkey PRIMARY KEY (amendment_id);

ALTER TABLE ONLY public.amendment_decisions
    ADD CONSTRAINT amendment_decisions_session_id_sequence_key UNIQUE (session_id, sequence);

ALTER TABLE ONLY public.amendments
    ADD CONSTRAINT amendments_pkey PRIMARY KEY (amendment_id);

ALTER TABLE ONLY public.batch_classes
    ADD CONSTRAINT batch_classes_pkey PRIMARY KEY (batch_id, class_id);

ALTER TABLE ONLY public.batch_coaches
    ADD CONSTRAINT batch_coaches_pkey PRIMARY KEY (batch_id, person_id);

ALTER TABLE ONLY public.batch_courses
    ADD CONSTRAINT batch_courses_pkey PRIMARY KEY (batch_id, course_id);

ALTER TABLE ONLY public.batch_roster
    ADD CONSTRAINT batch_roster_pkey PRIMARY KEY (batch_id, person_id, added_at);

ALTER TABLE ONLY public.batch_skips
    ADD CONSTRAINT batch_skips_pkey PRIMARY KEY (batch_id, occurrence);

ALTER TABLE ONLY public.batches
    ADD CONSTRAINT batches_name_key UNIQUE (org_id, folded_name);

ALTER TABLE ONLY public.batches
    ADD CONSTRAINT batches_pkey PRIMARY KEY (org_id, id);

ALTER TABLE ONLY public.bookings
    ADD CONSTRAINT bookings_once EXCLUDE USING gist (org_id WITH =, resource_id WITH =, tstzrange(starts_at, ends_at) WITH &&);

ALTER TABLE ONLY public.bookings
    ADD CONSTRAINT bookings_pkey PRIMARY KEY (session_id, resource_id);

ALTER TABLE ONLY public.breaker
    ADD CONSTRAINT breaker_pkey PRIMARY KEY (consumer);

ALTER TABLE ONLY public.calendar_feeds
    ADD CONSTRAINT calendar_feeds_pkey PRIMARY KEY (org_id, person_id);

ALTER TABLE ONLY public.call_events
    ADD CONSTRAINT call_events_pkey PRIMARY KEY (org_id, webhook_id);

ALTER TABLE ONLY public.call_hooks
    ADD CONSTRAINT call_hooks_pkey PRIMARY KEY (org_id);

ALTER TABLE ONLY public.call_presence
    ADD CONSTRAINT call_presence_pkey PRIMARY KEY (session_id, person_id, joined_at);

ALTER TABLE ONLY public.categories
    ADD CONSTRAINT categories_name_key UNIQUE (org_id, folded_name);

ALTER TABLE ONLY public.categories
    ADD CONSTRAINT categories_pkey PRIMARY KEY (org_id, id);

ALTER TABLE ONLY public.class_coaches
    ADD CONSTRAINT class_coaches_pkey PRIMARY KEY (class_id, person_id);

ALTER TABLE ONLY public.class_members
    ADD CONSTRAINT class_members_pkey PRIMARY KEY (class_id, person_id, added_at);

ALTER TABLE ONLY public.classes
    ADD CONSTRAINT classes_name_key UNIQUE (org_id, folded_name);

ALTER TABLE ONLY public.classes
    ADD CONSTRAINT classes_pkey PRIMARY KEY (org_id, id);

ALTER TABLE ONLY public.completion_records
    ADD CONSTRAINT completion_records_event_id_key UNIQUE (event_id);

ALTER TABLE ONLY public.completion_records
    ADD CONSTRAINT completion_records_pkey PRIMARY KEY (session_id);

ALTER TABLE ONLY public.correction_records
    ADD CONSTRAINT correction_records_amendment_id_key UNIQUE (amendment_id);

ALTER TABLE ONLY public.correction_records
    ADD CONSTRAINT correction_records_pkey PRIMARY KEY (event_id);

ALTER TABLE ONLY public.courses
    ADD CONSTRAINT courses_code_key UNIQUE (org_id, folded_code);

ALTER TABLE ONLY public.courses
    ADD CONSTRAINT courses_pkey PRIMARY KEY (org_id, id);

ALTER TABLE ONLY public.erased_texts
    ADD CONSTRAINT erased_texts_pkey PRIMARY KEY (text_id);

ALTER TABLE ONLY public.erasure_answers
    ADD CONSTRAINT erasure_answers_pkey PRIMARY KEY (erasure_id, service);

ALTER TABLE ONLY public.erasures
    ADD CONSTRAINT erasures_pkey PRIMARY KEY (erasure_id);

ALTER TABLE ONLY public.guardians
    ADD CONSTRAINT guardians_pkey PRIMARY KEY (guardian_id, learner_id);

ALTER TABLE ONLY public.help_requests
    ADD CONSTRAINT help_requests_pkey PRIMARY KEY (help_id);

ALTER TABLE ONLY public.idempotency_keys
    ADD CONSTRAINT idempotency_keys_pkey PRIMARY KEY (org_id, caller, key);

ALTER TABLE ONLY public.import_chunks
    ADD CONSTRAINT import_chunks_pkey PRIMARY KEY (import_id, starts_at);

ALTER TABLE ONLY public.import_claims
    ADD CONSTRAINT import_claims_pkey PRIMARY KEY (import_id, resource_id, line);

ALTER TABLE ONLY public.import_rows
    ADD CONSTRAINT import_rows_pkey PRIMARY KEY (import_id, line);

ALTER TABLE ONLY public.imports
    ADD CONSTRAINT imports_pkey PRIMARY KEY (org_id, id);

ALTER TABLE ONLY public.inbox
    ADD CONSTRAINT inbox_pkey PRIMARY KEY (event_id);

ALTER TABLE ONLY public.links
    ADD CONSTRAINT links_pkey PRIMARY KEY (link_id);

ALTER TABLE ONLY public.log_checkpoints
    ADD CONSTRAINT log_checkpoints_number_key UNIQUE (org_id, number);

ALTER TABLE ONLY public.log_checkpoints
    ADD CONSTRAINT log_checkpoints_pkey PRIMARY KEY (org_id, size);

ALTER TABLE ONLY public.log_key_changes
    ADD CONSTRAINT log_key_changes_note_key UNIQUE (note);

ALTER TABLE ONLY public.log_key_changes
    ADD CONSTRAINT log_key_changes_pkey PRIMARY KEY (number);

ALTER TABLE ONLY public.log_key_leaves
    ADD CONSTRAINT log_key_leaves_pkey PRIMARY KEY (org_id, number);

ALTER TABLE ONLY public.log_leaves
    ADD CONSTRAINT log_leaves_event_id_key UNIQUE (event_id);

ALTER TABLE ONLY public.log_leaves
    ADD CONSTRAINT log_leaves_pkey PRIMARY KEY (org_id, "position");

ALTER TABLE ONLY public.log_nodes
    ADD CONSTRAINT log_nodes_pkey PRIMARY KEY (org_id, level, "position");

ALTER TABLE ONLY public.open_proposals
    ADD CONSTRAINT open_proposals_pkey PRIMARY KEY (amendment_id);

ALTER TABLE ONLY public.open_sessions
    ADD CONSTRAINT open_sessions_pkey PRIMARY KEY (session_id);

ALTER TABLE ONLY public.organisations
    ADD CONSTRAINT organisations_pkey PRIMARY KEY (org_id);

ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT outbox_pkey PRIMARY KEY (shard, id);

ALTER TABLE ONLY public.parked
    ADD CONSTRAINT parked_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.parked
    ADD CONSTRAINT parked_topic_partition_record_offset_record_id_key UNIQUE (topic, partition, record_offset, record_id);

ALTER TABLE ONLY public.people
    ADD CONSTRAINT people_pkey PRIMARY KEY (org_id, id);

ALTER TABLE ONLY public.people
    ADD CONSTRAINT people_username_key UNIQUE (org_id, folded_username);

ALTER TABLE ONLY public.policies
    ADD CONSTRAINT policies_pkey PRIMARY KEY (org_id, version);

ALTER TABLE ONLY public.positions
    ADD CONSTRAINT positions_pkey PRIMARY KEY (topic, partition);

ALTER TABLE ONLY public.rooms
    ADD CONSTRAINT rooms_name_key UNIQUE (org_id, folded_name);

ALTER TABLE ONLY public.rooms
    ADD CONSTRAINT rooms_pkey PRIMARY KEY (org_id, id);

ALTER TABLE ONLY public.roster
    ADD CONSTRAINT roster_pkey PRIMARY KEY (session_id, person_id, added_at);

ALTER TABLE ONLY public.search_words
    ADD CONSTRAINT search_words_pkey PRIMARY KEY (org_id, kind, word, id);

ALTER TABLE ONLY public.sequences
    ADD CONSTRAINT sequences_pkey PRIMARY KEY (key);

ALTER TABLE ONLY public.session_accesses
    ADD CONSTRAINT session_accesses_pkey PRIMARY KEY (session_id, person_id);

ALTER TABLE ONLY public.session_attendance_amendments
    ADD CONSTRAINT session_attendance_amendments_pkey PRIMARY KEY (amendment_id);

ALTER TABLE ONLY public.session_attendance
    ADD CONSTRAINT session_attendance_pkey PRIMARY KEY (session_id, person_id);

ALTER TABLE ONLY public.session_classes
    ADD CONSTRAINT session_classes_pkey PRIMARY KEY (session_id, class_id);

ALTER TABLE ONLY public.session_coaches
    ADD CONSTRAINT session_coaches_pkey PRIMARY KEY (session_id, person_id);

ALTER TABLE ONLY public.session_coaches
    ADD CONSTRAINT session_coaches_position_key UNIQUE (session_id, "position");

ALTER TABLE ONLY public.session_course_people
    ADD CONSTRAINT session_course_people_pkey PRIMARY KEY (session_id, course_id, person_id, part);

ALTER TABLE ONLY public.session_courses
    ADD CONSTRAINT session_courses_pkey PRIMARY KEY (session_id, course_id);

ALTER TABLE ONLY public.session_history
    ADD CONSTRAINT session_history_pkey PRIMARY KEY (session_id, version);

ALTER TABLE ONLY public.session_notes
    ADD CONSTRAINT session_notes_pkey PRIMARY KEY (note_id);

ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_name_key UNIQUE (org_id, folded_name);

ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_pkey PRIMARY KEY (org_id, id);

ALTER TABLE ONLY public.skipped
    ADD CONSTRAINT skipped_pkey PRIMARY KEY (topic, partition, type);

ALTER TABLE ONLY public.standings
    ADD CONSTRAINT standings_pkey PRIMARY KEY (identity);

ALTER TABLE ONLY public.substitutions
    ADD CONSTRAINT substitutions_pkey PRIMARY KEY (proposal_id);

ALTER TABLE ONLY public.text_keys
    ADD CONSTRAINT text_keys_pkey PRIMARY KEY (text_id);

ALTER TABLE ONLY public.texts
    ADD CONSTRAINT texts_pkey PRIMARY KEY (text_id);

ALTER TABLE ONLY public.tombstones_due
    ADD CONSTRAINT tombstones_due_pkey PRIMARY KEY (text_id);

CREATE INDEX account_invitations_by_person ON public.account_invitations USING btree (org_id, person_id, invited_at);

CREATE INDEX account_invitations_by_time ON public.account_invitations USING btree (org_id, invited_at, invitation_id);

CREATE UNIQUE INDEX account_invitations_open ON public.account_invitations USING btree (org_id, person_id) WHERE (ended_at IS NULL);

CREATE INDEX accounts_by_person ON public.accounts USING btree (org_id, person_id, linked_at);

CREATE UNIQUE INDEX accounts_of_person ON public.accounts USING btree (org_id, person_id) WHERE (unlinked_at IS NULL);

CREATE UNIQUE INDEX accounts_of_subject ON public.accounts USING btree (issuer, subject, org_id) WHERE (unlinked_at IS NULL);

CREATE INDEX amendment_decisions_by_session ON public.amendment_decisions USING btree (session_id, decided_at, amendment_id);

CREATE INDEX amendments_by_session ON public.amendments USING btree (session_id, proposed_at, amendment_id);

CREATE INDEX amendments_of_all ON public.amendments USING btree (org_id, proposed_at, amendment_id);

CREATE INDEX batch_coaches_by_person ON public.batch_coaches USING btree (org_id, person_id);

CREATE INDEX batch_roster_by_person ON public.batch_roster USING btree (org_id, person_id) WHERE (removed_at IS NULL);

CREATE UNIQUE INDEX batch_roster_current ON public.batch_roster USING btree (batch_id, person_id) WHERE (removed_at IS NULL);

CREATE UNIQUE INDEX batches_by_name ON public.batches USING btree (org_id, name);

CREATE INDEX batches_by_run ON public.batches USING btree (org_id, run_id) WHERE (run_id IS NOT NULL);

CREATE INDEX batches_due ON public.batches USING btree (due_at) WHERE (state = 'active'::text);

CREATE INDEX bookings_by_end ON public.bookings USING btree (resource_id, org_id, ends_at);

CREATE INDEX call_events_by_person ON public.call_events USING btree (session_id, person_id, at);

CREATE INDEX call_events_by_time ON public.call_events USING btree (received_at);

CREATE UNIQUE INDEX call_presence_current ON public.call_presence USING btree (session_id, person_id) WHERE (left_at IS NULL);

CREATE UNIQUE INDEX categories_by_name ON public.categories USING btree (org_id, name);

CREATE INDEX class_coaches_by_person ON public.class_coaches USING btree (org_id, person_id);

CREATE INDEX class_members_by_person ON public.class_members USING btree (org_id, person_id) WHERE (removed_at IS NULL);

CREATE UNIQUE INDEX class_members_current ON public.class_members USING btree (class_id, person_id) WHERE (removed_at IS NULL);

CREATE UNIQUE INDEX classes_by_name ON public.classes USING btree (org_id, name);

CREATE UNIQUE INDEX classes_external_id_key ON public.classes USING btree (org_id, external_id) WHERE (external_id IS NOT NULL);

CREATE INDEX correction_records_by_session ON public.correction_records USING btree (session_id, recorded_at);

CREATE UNIQUE INDEX correction_records_void ON public.correction_records USING btree (session_id) WHERE (kind = 'void'::text);

CREATE INDEX correction_records_voids ON public.correction_records USING btree (org_id, session_id) WHERE (kind = 'void'::text);

CREATE INDEX courses_by_category ON public.courses USING btree (org_id, category_id) WHERE (category_id IS NOT NULL);

CREATE UNIQUE INDEX courses_by_code ON public.courses USING btree (org_id, code);

CREATE UNIQUE INDEX courses_external_id_key ON public.courses USING btree (org_id, external_id) WHERE (external_id IS NOT NULL);

CREATE INDEX erasures_approved ON public.erasures USING btree (org_id) WHERE (state = 'approved'::text);

CREATE INDEX erasures_by_person ON public.erasures USING btree (person_id, org_id);

CREATE INDEX erasures_by_time ON public.erasures USING btree (org_id, asked_at DESC, erasure_id DESC);

CREATE UNIQUE INDEX erasures_open ON public.erasures USING btree (person_id) WHERE (state = ANY (ARRAY['proposed'::text, 'approved'::text]));

CREATE INDEX guardians_by_learner ON public.guardians USING btree (learner_id, org_id);

CREATE INDEX help_requests_by_session ON public.help_requests USING btree (session_id, asked_at);

CREATE INDEX help_requests_by_time ON public.help_requests USING btree (org_id, asked_at, help_id);

CREATE UNIQUE INDEX help_requests_open ON public.help_requests USING btree (session_id) WHERE (num_nonnulls(closed_at, completed_at, replaced_at) = 0);

CREATE INDEX help_requests_waiting ON public.help_requests USING btree (org_id, asked_at, help_id) WHERE (num_nonnulls(closed_at, completed_at, replaced_at) = 0);

CREATE INDEX idempotency_keys_by_time ON public.idempotency_keys USING btree (created_at);

CREATE INDEX import_claims_by_end ON public.import_claims USING btree (import_id, resource_id, ends_at);

CREATE INDEX import_claims_by_session ON public.import_claims USING btree (import_id, session_id) WHERE (session_id IS NOT NULL);

CREATE INDEX import_rows_by_external_id ON public.import_rows USING btree (import_id, external_id, line) WHERE (external_id IS NOT NULL);

CREATE INDEX import_rows_by_folded_key ON public.import_rows USING btree (import_id, folded_key, line);

CREATE INDEX import_rows_by_key ON public.import_rows USING btree (import_id, key, line);

CREATE INDEX import_rows_by_result ON public.import_rows USING btree (import_id, result, line);

CREATE INDEX import_rows_by_target ON public.import_rows USING btree (import_id, target_id, line) WHERE (target_id IS NOT NULL);

CREATE INDEX imports_by_time ON public.imports USING btree (org_id, created_at, id);

CREATE INDEX imports_open ON public.imports USING btree (created_at, id) WHERE (finished_at IS NULL);

CREATE INDEX imports_open_of_org ON public.imports USING btree (org_id, created_at, id) WHERE (finished_at IS NULL);

CREATE INDEX links_by_batch ON public.links USING btree (org_id, batch_id) WHERE (batch_id IS NOT NULL);

CREATE INDEX links_by_course ON public.links USING btree (org_id, course_id) WHERE (course_id IS NOT NULL);

CREATE INDEX links_by_session ON public.links USING btree (org_id, session_id) WHERE (session_id IS NOT NULL);

CREATE UNIQUE INDEX links_call_of_batch ON public.links USING btree (org_id, batch_id) WHERE (kind = 'call'::text);

CREATE UNIQUE INDEX links_call_of_course ON public.links USING btree (org_id, course_id) WHERE (kind = 'call'::text);

CREATE UNIQUE INDEX links_call_of_session ON public.links USING btree (org_id, session_id) WHERE (kind = 'call'::text);

CREATE INDEX log_leaves_by_session ON public.log_leaves USING btree (session_id, org_id);

CREATE INDEX open_proposals_by_session ON public.open_proposals USING btree (org_id, session_id);

CREATE INDEX open_sessions_by_end ON public.open_sessions USING btree (org_id, ended_at);

CREATE INDEX open_sessions_due ON public.open_sessions USING btree (remind_at) WHERE (remind_at IS NOT NULL);

CREATE INDEX parked_by_key ON public.parked USING btree (topic, key, id);

CREATE INDEX people_by_email ON public.people USING btree (org_id, lower(email)) WHERE (email IS NOT NULL);

CREATE INDEX people_by_role ON public.people USING btree (org_id, role, username);

CREATE UNIQUE INDEX people_by_username ON public.people USING btree (org_id, username);

CREATE UNIQUE INDEX people_external_id_key ON public.people USING btree (org_id, external_id) WHERE (external_id IS NOT NULL);

CREATE UNIQUE INDEX rooms_by_name ON public.rooms USING btree (org_id, name);

CREATE INDEX roster_by_person ON public.roster USING btree (person_id, org_id) WHERE (removed_at IS NULL);

CREATE UNIQUE INDEX roster_current ON public.roster USING btree (session_id, person_id) WHERE (removed_at IS NULL);

CREATE INDEX session_attendance_amendments_by_session ON public.session_attendance_amendments USING btree (session_id, amended_at, amendment_id);

CREATE INDEX session_classes_by_class ON public.session_classes USING btree (class_id, org_id, session_id);

CREATE INDEX session_coaches_by_person ON public.session_coaches USING btree (person_id, org_id);

CREATE INDEX session_course_people_by_coach ON public.session_course_people USING btree (person_id, org_id, session_id) WHERE (part = 'coach'::text);

CREATE INDEX session_courses_by_course ON public.session_courses USING btree (course_id, org_id, session_id);

CREATE INDEX session_notes_by_session ON public.session_notes USING btree (session_id, written_at, note_id);

CREATE INDEX sessions_by_category ON public.sessions USING btree (org_id, category_id, listed_from, id);

CREATE INDEX sessions_by_date ON public.sessions USING btree (org_id, listed_from, id);

CREATE INDEX sessions_by_end ON public.sessions USING btree (org_id, listed_until, listed_from, id);

CREATE INDEX sessions_by_name ON public.sessions USING btree (org_id, name, id);

CREATE UNIQUE INDEX sessions_by_occurrence ON public.sessions USING btree (org_id, batch_id, occurrence) WHERE (batch_id IS NOT NULL);

CREATE INDEX sessions_by_predecessor ON public.sessions USING btree (org_id, successor_of) WHERE (successor_of IS NOT NULL);

CREATE INDEX sessions_by_room ON public.sessions USING btree (org_id, room_id) WHERE (room_id IS NOT NULL);

CREATE INDEX sessions_by_run ON public.sessions USING btree (org_id, run_id, starts_at) WHERE (run_id IS NOT NULL);

CREATE UNIQUE INDEX sessions_external_id_key ON public.sessions USING btree (org_id, external_id) WHERE (external_id IS NOT NULL);

CREATE INDEX sessions_unplanned ON public.sessions USING btree (org_id, listed_from, id) WHERE (starts_at IS NULL);

CREATE INDEX substitutions_by_coach ON public.substitutions USING btree (coach_id, org_id);

CREATE INDEX substitutions_by_proposer ON public.substitutions USING btree (proposed_by, org_id);

CREATE INDEX substitutions_by_session ON public.substitutions USING btree (session_id, proposed_at);

CREATE INDEX substitutions_by_time ON public.substitutions USING btree (org_id, proposed_at, proposal_id);

CREATE UNIQUE INDEX substitutions_open ON public.substitutions USING btree (session_id, proposed_by) WHERE (state = 'open'::text);

CREATE INDEX substitutions_undecided ON public.substitutions USING btree (org_id, proposed_at, proposal_id) WHERE (decided_by IS NULL);

CREATE INDEX text_keys_unpublished ON public.text_keys USING btree (org_id, text_id) WHERE (NOT is_published);

CREATE INDEX texts_by_session ON public.texts USING btree (session_id, org_id);

CREATE TRIGGER amendment_decisions_close AFTER INSERT ON public.amendment_decisions FOR EACH ROW EXECUTE FUNCTION public.close_proposal();

CREATE TRIGGER amendment_decisions_immutable BEFORE DELETE OR UPDATE ON public.amendment_decisions FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.amendment_decisions ENABLE ALWAYS TRIGGER amendment_decisions_immutable;

CREATE TRIGGER amendment_decisions_untruncatable BEFORE TRUNCATE ON public.amendment_decisions FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.amendment_decisions ENABLE ALWAYS TRIGGER amendment_decisions_untruncatable;

CREATE TRIGGER amendments_immutable BEFORE DELETE OR UPDATE ON public.amendments FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.amendments ENABLE ALWAYS TRIGGER amendments_immutable;

CREATE TRIGGER amendments_open AFTER INSERT ON public.amendments FOR EACH ROW EXECUTE FUNCTION public.open_proposal();

CREATE TRIGGER amendments_untruncatable BEFORE TRUNCATE ON public.amendments FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.amendments ENABLE ALWAYS TRIGGER amendments_untruncatable;

CREATE TRIGGER categories_words AFTER INSERT ON public.categories REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.index_new_categories();

CREATE TRIGGER categories_words_changed AFTER UPDATE OF name ON public.categories FOR EACH ROW EXECUTE FUNCTION public.index_changed_categories();

CREATE TRIGGER categories_words_deleted AFTER DELETE ON public.categories FOR EACH ROW EXECUTE FUNCTION public.index_changed_categories();

CREATE TRIGGER classes_words AFTER INSERT ON public.classes REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.index_new_classes();

CREATE TRIGGER classes_words_changed AFTER UPDATE OF name ON public.classes FOR EACH ROW EXECUTE FUNCTION public.index_changed_classes();

CREATE TRIGGER classes_words_deleted AFTER DELETE ON public.classes FOR EACH ROW EXECUTE FUNCTION public.index_changed_classes();

CREATE TRIGGER completion_records_immutable BEFORE DELETE OR UPDATE ON public.completion_records FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.completion_records ENABLE ALWAYS TRIGGER completion_records_immutable;

CREATE TRIGGER completion_records_untruncatable BEFORE TRUNCATE ON public.completion_records FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.completion_records ENABLE ALWAYS TRIGGER completion_records_untruncatable;

CREATE TRIGGER correction_records_immutable BEFORE DELETE OR UPDATE ON public.correction_records FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.correction_records ENABLE ALWAYS TRIGGER correction_records_immutable;

CREATE TRIGGER correction_records_untruncatable BEFORE TRUNCATE ON public.correction_records FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.correction_records ENABLE ALWAYS TRIGGER correction_records_untruncatable;

CREATE TRIGGER correction_records_void AFTER INSERT ON public.correction_records FOR EACH ROW WHEN ((new.kind = 'void'::text)) EXECUTE FUNCTION public.void_session();

CREATE TRIGGER courses_words AFTER INSERT ON public.courses REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.index_new_courses();

CREATE TRIGGER courses_words_changed AFTER UPDATE OF code, title ON public.courses FOR EACH ROW EXECUTE FUNCTION public.index_changed_courses();

CREATE TRIGGER courses_words_deleted AFTER DELETE ON public.courses FOR EACH ROW EXECUTE FUNCTION public.index_changed_courses();

CREATE TRIGGER erased_texts_immutable BEFORE DELETE OR UPDATE ON public.erased_texts FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.erased_texts ENABLE ALWAYS TRIGGER erased_texts_immutable;

CREATE TRIGGER erased_texts_untruncatable BEFORE TRUNCATE ON public.erased_texts FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.erased_texts ENABLE ALWAYS TRIGGER erased_texts_untruncatable;

CREATE TRIGGER erasure_answers_immutable BEFORE DELETE OR UPDATE ON public.erasure_answers FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.erasure_answers ENABLE ALWAYS TRIGGER erasure_answers_immutable;

CREATE TRIGGER erasure_answers_untruncatable BEFORE TRUNCATE ON public.erasure_answers FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.erasure_answers ENABLE ALWAYS TRIGGER erasure_answers_untruncatable;

CREATE TRIGGER log_checkpoints_immutable BEFORE DELETE OR UPDATE ON public.log_checkpoints FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.log_checkpoints ENABLE ALWAYS TRIGGER log_checkpoints_immutable;

CREATE TRIGGER log_checkpoints_untruncatable BEFORE TRUNCATE ON public.log_checkpoints FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.log_checkpoints ENABLE ALWAYS TRIGGER log_checkpoints_untruncatable;

CREATE TRIGGER log_key_changes_immutable BEFORE DELETE OR UPDATE ON public.log_key_changes FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.log_key_changes ENABLE ALWAYS TRIGGER log_key_changes_immutable;

CREATE TRIGGER log_key_changes_untruncatable BEFORE TRUNCATE ON public.log_key_changes FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.log_key_changes ENABLE ALWAYS TRIGGER log_key_changes_untruncatable;

CREATE TRIGGER log_key_leaves_immutable BEFORE DELETE OR UPDATE ON public.log_key_leaves FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.log_key_leaves ENABLE ALWAYS TRIGGER log_key_leaves_immutable;

CREATE TRIGGER log_key_leaves_untruncatable BEFORE TRUNCATE ON public.log_key_leaves FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.log_key_leaves ENABLE ALWAYS TRIGGER log_key_leaves_untruncatable;

CREATE TRIGGER log_leaves_immutable BEFORE DELETE OR UPDATE ON public.log_leaves FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.log_leaves ENABLE ALWAYS TRIGGER log_leaves_immutable;

CREATE TRIGGER log_leaves_untruncatable BEFORE TRUNCATE ON public.log_leaves FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.log_leaves ENABLE ALWAYS TRIGGER log_leaves_untruncatable;

CREATE TRIGGER log_nodes_immutable BEFORE DELETE OR UPDATE ON public.log_nodes FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.log_nodes ENABLE ALWAYS TRIGGER log_nodes_immutable;

CREATE TRIGGER log_nodes_untruncatable BEFORE TRUNCATE ON public.log_nodes FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.log_nodes ENABLE ALWAYS TRIGGER log_nodes_untruncatable;

CREATE TRIGGER people_words AFTER INSERT ON public.people REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.index_new_people();

CREATE TRIGGER people_words_changed AFTER UPDATE OF name, username, email, role ON public.people FOR EACH ROW EXECUTE FUNCTION public.index_changed_people();

CREATE TRIGGER people_words_deleted AFTER DELETE ON public.people FOR EACH ROW EXECUTE FUNCTION public.index_changed_people();

CREATE TRIGGER policies_immutable BEFORE DELETE OR UPDATE ON public.policies FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.policies ENABLE ALWAYS TRIGGER policies_immutable;

CREATE TRIGGER policies_untruncatable BEFORE TRUNCATE ON public.policies FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.policies ENABLE ALWAYS TRIGGER policies_untruncatable;

CREATE TRIGGER rooms_words AFTER INSERT ON public.rooms REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.index_new_rooms();

CREATE TRIGGER rooms_words_changed AFTER UPDATE OF name ON public.rooms FOR EACH ROW EXECUTE FUNCTION public.index_changed_rooms();

CREATE TRIGGER rooms_words_deleted AFTER DELETE ON public.rooms FOR EACH ROW EXECUTE FUNCTION public.index_changed_rooms();

CREATE TRIGGER roster_final BEFORE INSERT OR DELETE OR UPDATE ON public.roster FOR EACH ROW EXECUTE FUNCTION public.refuse_change_of_completed_parts();

ALTER TABLE public.roster ENABLE ALWAYS TRIGGER roster_final;

CREATE TRIGGER roster_untruncatable BEFORE TRUNCATE ON public.roster FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.roster ENABLE ALWAYS TRIGGER roster_untruncatable;

CREATE TRIGGER session_attendance_amendments_immutable BEFORE DELETE OR UPDATE ON public.session_attendance_amendments FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.session_attendance_amendments ENABLE ALWAYS TRIGGER session_attendance_amendments_immutable;

CREATE TRIGGER session_attendance_amendments_untruncatable BEFORE TRUNCATE ON public.session_attendance_amendments FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.session_attendance_amendments ENABLE ALWAYS TRIGGER session_attendance_amendments_untruncatable;

CREATE TRIGGER session_classes_final BEFORE INSERT OR DELETE OR UPDATE ON public.session_classes FOR EACH ROW EXECUTE FUNCTION public.refuse_change_of_completed_parts();

ALTER TABLE public.session_classes ENABLE ALWAYS TRIGGER session_classes_final;

CREATE TRIGGER session_coaches_final BEFORE INSERT OR DELETE OR UPDATE ON public.session_coaches FOR EACH ROW EXECUTE FUNCTION public.refuse_change_of_completed_parts();

ALTER TABLE public.session_coaches ENABLE ALWAYS TRIGGER session_coaches_final;

CREATE TRIGGER session_coaches_untruncatable BEFORE TRUNCATE ON public.session_coaches FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.session_coaches ENABLE ALWAYS TRIGGER session_coaches_untruncatable;

CREATE TRIGGER session_course_people_final BEFORE INSERT OR DELETE OR UPDATE ON public.session_course_people FOR EACH ROW EXECUTE FUNCTION public.refuse_change_of_completed_parts();

ALTER TABLE public.session_course_people ENABLE ALWAYS TRIGGER session_course_people_final;

CREATE TRIGGER session_courses_final BEFORE INSERT OR DELETE OR UPDATE ON public.session_courses FOR EACH ROW EXECUTE FUNCTION public.refuse_change_of_completed_parts();

ALTER TABLE public.session_courses ENABLE ALWAYS TRIGGER session_courses_final;

CREATE TRIGGER session_courses_untruncatable BEFORE TRUNCATE ON public.session_courses FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.session_courses ENABLE ALWAYS TRIGGER session_courses_untruncatable;

CREATE TRIGGER session_history_immutable BEFORE DELETE OR UPDATE ON public.session_history FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.session_history ENABLE ALWAYS TRIGGER session_history_immutable;

CREATE TRIGGER session_history_untruncatable BEFORE TRUNCATE ON public.session_history FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.session_history ENABLE ALWAYS TRIGGER session_history_untruncatable;

CREATE TRIGGER session_notes_immutable BEFORE DELETE OR UPDATE ON public.session_notes FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.session_notes ENABLE ALWAYS TRIGGER session_notes_immutable;

CREATE TRIGGER session_notes_untruncatable BEFORE TRUNCATE ON public.session_notes FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.session_notes ENABLE ALWAYS TRIGGER session_notes_untruncatable;

CREATE TRIGGER sessions_final BEFORE DELETE OR UPDATE ON public.sessions FOR EACH ROW WHEN ((old.state = 'completed'::text)) EXECUTE FUNCTION public.refuse_change_of_completed_session();

ALTER TABLE public.sessions ENABLE ALWAYS TRIGGER sessions_final;

CREATE TRIGGER sessions_moved BEFORE UPDATE OF starts_at, ends_at ON public.sessions FOR EACH ROW WHEN (((old.ends_at < new.changed_at) AND ((old.starts_at IS DISTINCT FROM new.starts_at) OR (old.ends_at IS DISTINCT FROM new.ends_at)) AND (new.state = ANY (ARRAY['scheduled'::text, 'in_progress'::text])))) EXECUTE FUNCTION public.keep_moved_plan();

CREATE TRIGGER sessions_open_changed AFTER UPDATE OF state, ends_at, started_at ON public.sessions FOR EACH ROW WHEN ((((old.state = ANY (ARRAY['scheduled'::text, 'in_progress'::text])) <> (new.state = ANY (ARRAY['scheduled'::text, 'in_progress'::text]))) OR (COALESCE(old.ends_at, old.started_at) IS DISTINCT FROM COALESCE(new.ends_at, new.started_at)))) EXECUTE FUNCTION public.open_changed_session();

CREATE TRIGGER sessions_open_new AFTER INSERT ON public.sessions REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION public.open_new_sessions();

CREATE TRIGGER sessions_untruncatable BEFORE TRUNCATE ON public.sessions FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.sessions ENABLE ALWAYS TRIGGER sessions_untruncatable;

CREATE TRIGGER sessions_words AFTER INSERT ON public.sessions REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.index_new_sessions();

CREATE TRIGGER sessions_words_changed AFTER UPDATE OF name ON public.sessions FOR EACH ROW EXECUTE FUNCTION public.index_changed_sessions();

CREATE TRIGGER sessions_words_deleted AFTER DELETE ON public.sessions FOR EACH ROW EXECUTE FUNCTION public.index_changed_sessions();

CREATE TRIGGER text_keys_guarded BEFORE DELETE OR UPDATE ON public.text_keys FOR EACH ROW EXECUTE FUNCTION public.refuse_change_of_text_key();

ALTER TABLE public.text_keys ENABLE ALWAYS TRIGGER text_keys_guarded;

CREATE TRIGGER text_keys_untruncatable BEFORE TRUNCATE ON public.text_keys FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.text_keys ENABLE ALWAYS TRIGGER text_keys_untruncatable;

CREATE TRIGGER texts_immutable BEFORE DELETE OR UPDATE ON public.texts FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.texts ENABLE ALWAYS TRIGGER texts_immutable;

CREATE TRIGGER texts_untruncatable BEFORE TRUNCATE ON public.texts FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.texts ENABLE ALWAYS TRIGGER texts_untruncatable;

ALTER TABLE ONLY public.account_invitations
    ADD CONSTRAINT account_invitations_org_id_person_id_fkey FOREIGN KEY (org_id, person_id) REFERENCES public.people(org_id, id);

ALTER TABLE ONLY public.accounts
    ADD CONSTRAINT accounts_invitation_id_fkey FOREIGN KEY (invitation_id) REFERENCES public.account_invitations(invitation_id);

ALTER TABLE ONLY public.accounts
    ADD CONSTRAINT accounts_org_id_person_id_fkey FOREIGN KEY (org_id, person_id) REFERENCES public.people(org_id, id);

ALTER TABLE ONLY public.amendment_decisions
    ADD CONSTRAINT amendment_decisions_amendment_id_fkey FOREIGN KEY (amendment_id) REFERENCES public.amendments(amendment_id);

ALTER TABLE ONLY public.amendments
    ADD CONSTRAINT amendments_org_id_session_id_fkey FOREIGN KEY (org_id, session_id) REFERENCES public.sessions(org_id, id);

ALTER TABLE ONLY public.batch_classes
    ADD CONSTRAINT batch_classes_org_id_batch_id_fkey FOREIGN KEY (org_id, batch_id) REFERENCES public.batches(org_id, id);

ALTER TABLE ONLY public.batch_classes
    ADD CONSTRAINT batch_classes_org_id_class_id_fkey FOREIGN KEY (org_id, class_id) REFERENCES public.classes(org_id, id);

ALTER TABLE ONLY public.batch_coaches
    ADD CONSTRAINT batch_coaches_org_id_batch_id_fkey FOREIGN KEY (org_id, batch_id) REFERENCES public.batches(org_id, id);

ALTER TABLE ONLY public.batch_coaches
    ADD CONSTRAINT batch_coaches_org_id_person_id_fkey FOREIGN KEY (org_id, person_id) REFERENCES public.people(org_id, id);

ALTER TABLE ONLY public.batch_courses
    ADD CONSTRAINT batch_courses_org_id_batch_id_fkey FOREIGN KEY (org_id, batch_id) REFERENCES public.batches(org_id, id);

ALTER TABLE ONLY public.batch_courses
    ADD CONSTRAINT batch_courses_org_id_course_id_fkey FOREIGN KEY (org_id, course_id) REFERENCES public.courses(org_id, id);

ALTER TABLE ONLY public.batch_roster
    ADD CONSTRAINT batch_roster_org_id_batch_id_fkey FOREIGN KEY (org_id, batch_id) REFERENCES public.batches(org_id, id);

ALTER TABLE ONLY public.batch_roster
    ADD CONSTRAINT batch_roster_org_id_person_id_fkey FOREIGN KEY (org_id, person_id) REFERENCES public.people(org_id, id);

ALTER TABLE ONLY public.batch_skips
    ADD CONSTRAINT batch_skips_org_id_batch_id_fkey FOREIGN KEY (org_id, batch_id) REFERENCES public.batches(org_id, id);

ALTER TABLE ONLY public.batches
    ADD CONSTRAINT batches_org_id_category_id_fkey FOREIGN KEY (org_id, category_id) REFERENCES public.categories(org_id, id);

ALTER TABLE ONLY public.batches
    ADD CONSTRAINT batches_org_id_room_id_fkey FOREIGN KEY (org_id, room_id) REFERENCES public.rooms(org_id, id);

ALTER TABLE ONLY public.bookings
    ADD CONSTRAINT bookings_org_id_session_id_fkey FOREIGN KEY (org_id, session_id) REFERENCES public.sessions(org_id, id);

ALTER TABLE ONLY public.calendar_feeds
    ADD CONSTRAINT calendar_feeds_org_id_person_id_fkey FOREIGN KEY (org_id, person_id) REFERENCES public.people(org_id, id);

ALTER TABLE ONLY public.call_events
    ADD CONSTRAINT call_events_org_id_session_id_fkey FOREIGN KEY (org_id, session_id) REFERENCES public.sessions(org_id, id);

ALTER TABLE ONLY public.call_presence
    ADD CONSTRAINT call_presence_org_id_session_id_fkey FOREIGN KEY (org_id, session_id) REFERENCES public.sessions(org_id, id);

ALTER TABLE ONLY public.class_coaches
    ADD CONSTRAINT class_coaches_org_id_class_id_fkey FOREIGN KEY (org_id, class_id) REFERENCES public.classes(org_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.class_coaches
    ADD CONSTRAINT class_coaches_org_id_person_id_fkey FOREIGN KEY (org_id, person_id) REFERENCES public.people(org_id, id);

ALTER TABLE ONLY public.class_members
    ADD CONSTRAINT class_members_org_id_class_id_fkey FOREIGN KEY (org_id, class_id) REFERENCES public.classes(org_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.class_members
    ADD CONSTRAINT class_members_org_id_person_id_fkey FOREIGN KEY (org_id, person_id) REFERENCES public.people(org_id, id);

ALTER TABLE ONLY public.completion_records
    ADD CONSTRAINT completion_records_org_id_session_id_fkey FOREIGN KEY (org_id, session_id) REFERENCES public.sessions(org_id, id);

ALTER TABLE ONLY public.correction_records
    ADD CONSTRAINT correction_records_amendment_id_fkey FOREIGN KEY (amendment_id) REFERENCES public.amendments(amendment_id);

ALTER TABLE ONLY public.correction_records
    ADD CONSTRAINT correction_records_session_id_fkey FOREIGN KEY (session_id) REFERENCES public.completion_records(session_id);

ALTER TABLE ONLY public.courses
    ADD CONSTRAINT courses_org_id_category_id_fkey FOREIGN KEY (org_id, category_id) REFERENCES public.categories(org_id, id);

ALTER TABLE ONLY public.erased_texts
    ADD CONSTRAINT erased_texts_text_id_fkey FOREIGN KEY (text_id) REFERENCES public.texts(text_id);

ALTER TABLE ONLY public.erasure_answers
    ADD CONSTRAINT erasure_answers_erasure_id_fkey FOREIGN KEY (erasure_id) REFERENCES public.erasures(erasure_id);

ALTER TABLE ONLY public.guardians
    ADD CONSTRAINT guardians_org_id_guardian_id_fkey FOREIGN KEY (org_id, guardian_id) REFERENCES public.people(org_id, id);

ALTER TABLE ONLY public.guardians
    ADD CONSTRAINT guardians_org_id_learner_id_fkey FOREIGN KEY (org_id, learner_id) REFERENCES public.people(org_id, id);

ALTER TABLE ONLY public.help_requests
    ADD CONSTRAINT help_requests_org_id_session_id_fkey FOREIGN KEY (org_id, session_id) REFERENCES public.sessions(org_id, id);

ALTER TABLE ONLY public.import_chunks
    ADD CONSTRAINT import_chunks_org_id_import_id_fkey FOREIGN KEY (org_id, import_id) REFERENCES public.imports(org_id, id);

ALTER TABLE ONLY public.import_claims
    ADD CONSTRAINT import_claims_org_id_import_id_fkey FOREIGN KEY (org_id, import_id) REFERENCES public.imports(org_id, id);

ALTER TABLE ONLY public.import_rows
    ADD CONSTRAINT import_rows_org_id_import_id_fkey FOREIGN KEY (org_id, import_id) REFERENCES public.imports(org_id, id);

ALTER TABLE ONLY public.links
    ADD CONSTRAINT links_org_id_batch_id_fkey FOREIGN KEY (org_id, batch_id) REFERENCES public.batches(org_id, id);

ALTER TABLE ONLY public.links
    ADD CONSTRAINT links_org_id_course_id_fkey FOREIGN KEY (org_id, course_id) REFERENCES public.courses(org_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.links
    ADD CONSTRAINT links_org_id_session_id_fkey FOREIGN KEY (org_id, session_id) REFERENCES public.sessions(org_id, id);

ALTER TABLE ONLY public.roster
    ADD CONSTRAINT roster_org_id_person_id_fkey FOREIGN KEY (org_id, person_id) REFERENCES public.people(org_id, id);

ALTER TABLE ONLY public.roster
    ADD CONSTRAINT roster_org_id_session_id_fkey FOREIGN KEY (org_id, session_id) REFERENCES public.sessions(org_id, id);

ALTER TABLE ONLY public.session_accesses
    ADD CONSTRAINT session_accesses_org_id_session_id_fkey FOREIGN KEY (org_id, session_id) REFERENCES public.sessions(org_id, id);

ALTER TABLE ONLY public.session_classes
    ADD CONSTRAINT session_classes_org_id_class_id_fkey FOREIGN KEY (org_id, class_id) REFERENCES public.classes(org_id, id);

ALTER TABLE ONLY public.session_classes
    ADD CONSTRAINT session_classes_org_id_session_id_fkey FOREIGN KEY (org_id, session_id) REFERENCES public.sessions(org_id, id);

ALTER TABLE ONLY public.session_coaches
    ADD CONSTRAINT session_coaches_org_id_person_id_fkey FOREIGN KEY (org_id, person_id) REFERENCES public.people(org_id, id);

ALTER TABLE ONLY public.session_coaches
    ADD CONSTRAINT session_coaches_org_id_session_id_fkey FOREIGN KEY (org_id, session_id) REFERENCES public.sessions(org_id, id);

ALTER TABLE ONLY public.session_course_people
    ADD CONSTRAINT session_course_people_org_id_person_id_fkey FOREIGN KEY (org_id, person_id) REFERENCES public.people(org_id, id);

ALTER TABLE ONLY public.session_course_people
    ADD CONSTRAINT session_course_people_session_id_course_id_fkey FOREIGN KEY (session_id, course_id) REFERENCES public.session_courses(session_id, course_id);

ALTER TABLE ONLY public.session_courses
    ADD CONSTRAINT session_courses_org_id_course_id_fkey FOREIGN KEY (org_id, course_id) REFERENCES public.courses(org_id, id);

ALTER TABLE ONLY public.session_courses
    ADD CONSTRAINT session_courses_org_id_session_id_fkey FOREIGN KEY (org_id, session_id) REFERENCES public.sessions(org_id, id);

ALTER TABLE ONLY public.session_history
    ADD CONSTRAINT session_history_org_id_session_id_fkey FOREIGN KEY (org_id, session_id) REFERENCES public.sessions(org_id, id);

ALTER TABLE ONLY public.session_notes
    ADD CONSTRAINT session_notes_org_id_session_id_fkey FOREIGN KEY (org_id, session_id) REFERENCES public.sessions(org_id, id);

ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_org_id_batch_id_fkey FOREIGN KEY (org_id, batch_id) REFERENCES public.batches(org_id, id);

ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_org_id_category_id_fkey FOREIGN KEY (org_id, category_id) REFERENCES public.categories(org_id, id);

ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_org_id_room_id_fkey FOREIGN KEY (org_id, room_id) REFERENCES public.rooms(org_id, id);

ALTER TABLE ONLY public.substitutions
    ADD CONSTRAINT substitutions_org_id_coach_id_fkey FOREIGN KEY (org_id, coach_id) REFERENCES public.people(org_id, id);

ALTER TABLE ONLY public.substitutions
    ADD CONSTRAINT substitutions_org_id_proposed_by_fkey FOREIGN KEY (org_id, proposed_by) REFERENCES public.people(org_id, id);

ALTER TABLE ONLY public.substitutions
    ADD CONSTRAINT substitutions_org_id_session_id_fkey FOREIGN KEY (org_id, session_id) REFERENCES public.sessions(org_id, id);

ALTER TABLE ONLY public.text_keys
    ADD CONSTRAINT text_keys_text_id_fkey FOREIGN KEY (text_id) REFERENCES public.texts(text_id);

ALTER TABLE ONLY public.texts
    ADD CONSTRAINT texts_org_id_session_id_fkey FOREIGN KEY (org_id, session_id) REFERENCES public.sessions(org_id, id);

ALTER TABLE public.account_invitations ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.accounts ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.amendment_decisions ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.amendments ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.batch_classes ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.batch_coaches ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.batch_courses ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.batch_roster ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.batch_skips ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.batches ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.bookings ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.calendar_feeds ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.call_events ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.call_hooks ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.call_presence ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.categories ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.class_coaches ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.class_members ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.classes ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.completion_records ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.correction_records ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.courses ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.erased_texts ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.erasure_answers ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.erasures ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.guardians ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.help_requests ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.idempotency_keys ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.import_chunks ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.import_claims ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.import_rows ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.imports ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.links ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.log_checkpoints ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.log_key_leaves ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.log_leaves ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.log_nodes ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.log_queue ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.open_proposals ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.open_sessions ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.organisations ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.outbox ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.people ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.policies ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.rooms ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.roster ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.search_words ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.sequences ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.session_accesses ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.session_attendance ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.session_attendance_amendments ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.session_classes ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.session_coaches ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.session_course_people ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.session_courses ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.session_history ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.session_notes ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.sessions ENABLE ROW LEVEL SECURITY;

CREATE POLICY signing_in ON public.accounts FOR SELECT TO sessions_api USING (((unlinked_at IS NULL) AND (issuer = current_setting('app.issuer'::text, true)) AND (subject = current_setting('app.subject'::text, true))));

ALTER TABLE public.substitutions ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant ON public.account_invitations TO sessions_api USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON public.accounts TO sessions_api USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON public.amendment_decisions TO sessions_api USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON public.amendments TO sessions_api USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON public.batch_classes TO sessions_api USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON public.batch_coaches TO sessions_api USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON public.batch_courses TO sessions_api USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON public.batch_roster TO sessions_api USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON public.batch_skips TO sessions_api USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON public.batches TO sessions_api USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON public.bookings TO sessions_api USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON public.calendar_feeds TO sessions_api USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON public.call_events TO sessions_api USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON public.call_hooks TO sessions_api USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON public.call_presence TO sessions_api USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON public.categories TO sessions_api USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON public.class_coaches TO sessions_api USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON public.class_members TO sessions_api USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON public.classes TO sessions_api USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON public.completion_records TO sessions_api USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON public.correction_records TO sessions_api USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON public.courses TO sessions_api USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON public.erased_texts TO sessions_api USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON public.erasure_answers TO sessions_api USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON public.erasures TO sessions_api USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON public.guardians TO sessions_api USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON public.help_requests TO sessions_api USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON public.idempotency_keys TO sessions_api USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON public.import_chunks TO sessions_api USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON public.import_claims TO sessions_api USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON public.import_rows TO sessions_api USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON public.imports TO sessions_api USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON public.links TO sessions_api USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON public.log_checkpoints TO sessions_api USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON public.log_key_leaves TO sessions_api USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON public.log_leaves TO sessions_api USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON public.log_nodes TO sessions_api USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON public.log_queue TO sessions_api USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON public.open_proposals TO sessions_api USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON public.open_sessions TO sessions_api USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON public.organisations TO sessions_api USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON public.outbox FOR INSERT TO sessions_api WITH CHECK ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON public.people TO sessions_api USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON public.policies TO sessions_api USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON public.rooms TO sessions_api USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON public.roster TO sessions_api USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON public.search_words TO sessions_api USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON public.sequences TO sessions_api USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON public.session_accesses TO sessions_api USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON public.session_attendance TO sessions_api USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON public.session_attendance_amendments TO sessions_api USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON public.session_classes TO sessions_api USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON public.session_coaches TO sessions_api USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON public.session_course_people TO sessions_api USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON public.session_courses TO sessions_api USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON public.session_history TO sessions_api USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON public.session_notes TO sessions_api USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON public.sessions TO sessions_api USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON public.substitutions TO sessions_api USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON public.text_keys TO sessions_api USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON public.texts TO sessions_api USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON public.tombstones_due TO sessions_api USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

ALTER TABLE public.text_keys ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.texts ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.tombstones_due ENABLE ROW LEVEL SECURITY;

CREATE POLICY worker ON public.account_invitations TO sessions_worker USING (true);

CREATE POLICY worker ON public.accounts TO sessions_worker USING (true);

CREATE POLICY worker ON public.amendment_decisions TO sessions_worker USING (true);

CREATE POLICY worker ON public.amendments TO sessions_worker USING (true);

CREATE POLICY worker ON public.batch_classes TO sessions_worker USING (true);

CREATE POLICY worker ON public.batch_coaches TO sessions_worker USING (true);

CREATE POLICY worker ON public.batch_courses TO sessions_worker USING (true);

CREATE POLICY worker ON public.batch_roster TO sessions_worker USING (true);

CREATE POLICY worker ON public.batch_skips TO sessions_worker USING (true);

CREATE POLICY worker ON public.batches TO sessions_worker USING (true);

CREATE POLICY worker ON public.bookings TO sessions_worker USING (true);

CREATE POLICY worker ON public.calendar_feeds TO sessions_worker USING (true);

CREATE POLICY worker ON public.call_events TO sessions_worker USING (true);

CREATE POLICY worker ON public.call_hooks TO sessions_worker USING (true);

CREATE POLICY worker ON public.call_presence TO sessions_worker USING (true);

CREATE POLICY worker ON public.categories TO sessions_worker USING (true);

CREATE POLICY worker ON public.class_coaches TO sessions_worker USING (true);

CREATE POLICY worker ON public.class_members TO sessions_worker USING (true);

CREATE POLICY worker ON public.classes TO sessions_worker USING (true);

CREATE POLICY worker ON public.completion_records TO sessions_worker USING (true);

CREATE POLICY worker ON public.correction_records TO sessions_worker USING (true);

CREATE POLICY worker ON public.courses TO sessions_worker USING (true);

CREATE POLICY worker ON public.erased_texts TO sessions_worker USING (true);

CREATE POLICY worker ON public.erasure_answers TO sessions_worker USING (true);

CREATE POLICY worker ON public.erasures TO sessions_worker USING (true);

CREATE POLICY worker ON public.guardians TO sessions_worker USING (true);

CREATE POLICY worker ON public.help_requests TO sessions_worker USING (true);

CREATE POLICY worker ON public.idempotency_keys TO sessions_worker USING (true);

CREATE POLICY worker ON public.import_chunks TO sessions_worker USING (true);

CREATE POLICY worker ON public.import_claims TO sessions_worker USING (true);

CREATE POLICY worker ON public.import_rows TO sessions_worker USING (true);

CREATE POLICY worker ON public.imports TO sessions_worker USING (true);

CREATE POLICY worker ON public.links TO sessions_worker USING (true);

CREATE POLICY worker ON public.log_checkpoints TO sessions_worker USING (true);

CREATE POLICY worker ON public.log_key_leaves TO sessions_worker USING (true);

CREATE POLICY worker ON public.log_leaves TO sessions_worker USING (true);

CREATE POLICY worker ON public.log_nodes TO sessions_worker USING (true);

CREATE POLICY worker ON public.log_queue TO sessions_worker USING (true);

CREATE POLICY worker ON public.open_proposals TO sessions_worker USING (true);

CREATE POLICY worker ON public.open_sessions TO sessions_worker USING (true);

CREATE POLICY worker ON public.organisations TO sessions_worker USING (true);

CREATE POLICY worker ON public.outbox TO sessions_worker USING (true);

CREATE POLICY worker ON public.people TO sessions_worker USING (true);

CREATE POLICY worker ON public.policies TO sessions_worker USING (true);

CREATE POLICY worker ON public.rooms TO sessions_worker USING (true);

CREATE POLICY worker ON public.roster TO sessions_worker USING (true);

CREATE POLICY worker ON public.search_words TO sessions_worker USING (true);

CREATE POLICY worker ON public.sequences TO sessions_worker USING (true);

CREATE POLICY worker ON public.session_accesses TO sessions_worker USING (true);

CREATE POLICY worker ON public.session_attendance TO sessions_worker USING (true);

CREATE POLICY worker ON public.session_attendance_amendments TO sessions_worker USING (true);

CREATE POLICY worker ON public.session_classes TO sessions_worker USING (true);

CREATE POLICY worker ON public.session_coaches TO sessions_worker USING (true);

CREATE POLICY worker ON public.session_course_people TO sessions_worker USING (true);

CREATE POLICY worker ON public.session_courses TO sessions_worker USING (true);

CREATE POLICY worker ON public.session_history TO sessions_worker USING (true);

CREATE POLICY worker ON public.session_notes TO sessions_worker USING (true);

CREATE POLICY worker ON public.sessions TO sessions_worker USING (true);

CREATE POLICY worker ON public.substitutions TO sessions_worker USING (true);

CREATE POLICY worker ON public.text_keys TO sessions_worker USING (true);

CREATE POLICY worker ON public.texts TO sessions_worker USING (true);

CREATE POLICY worker ON public.tombstones_due TO sessions_worker USING (true);

REVOKE USAGE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO sessions_api;
GRANT USAGE ON SCHEMA public TO sessions_worker;

GRANT SELECT,INSERT ON TABLE public.policies TO sessions_api;
GRANT SELECT,INSERT ON TABLE public.policies TO sessions_worker;

GRANT SELECT,INSERT ON TABLE public.account_invitations TO sessions_api;
GRANT SELECT ON TABLE public.account_invitations TO sessions_worker;

GRANT UPDATE(ended_as) ON TABLE public.account_invitations TO sessions_api;
GRANT UPDATE(ended_as) ON TABLE public.account_invitations TO sessions_worker;

GRANT UPDATE(ended_at) ON TABLE public.account_invitations TO sessions_api;
GRANT UPDATE(ended_at) ON TABLE public.account_invitations TO sessions_worker;

GRANT UPDATE(ended_by) ON TABLE public.account_invitations TO sessions_api;

GRANT SELECT,INSERT ON TABLE public.accounts TO sessions_api;
GRANT SELECT ON TABLE public.accounts TO sessions_worker;

GRANT UPDATE(subject) ON TABLE public.accounts TO sessions_worker;

GRANT UPDATE(last_signed_in_at) ON TABLE public.accounts TO sessions_api;

GRANT UPDATE(unlink_reason) ON TABLE public.accounts TO sessions_api;
GRANT UPDATE(unlink_reason) ON TABLE public.accounts TO sessions_worker;

GRANT UPDATE(unlinked_at) ON TABLE public.accounts TO sessions_api;
GRANT UPDATE(unlinked_at) ON TABLE public.accounts TO sessions_worker;

GRANT UPDATE(unlinked_by) ON TABLE public.accounts TO sessions_api;

GRANT SELECT,INSERT,UPDATE ON TABLE public.acknowledged TO sessions_worker;

GRANT SELECT,INSERT ON TABLE public.amendment_decisions TO sessions_api;
GRANT SELECT,INSERT ON TABLE public.amendment_decisions TO sessions_worker;

GRANT SELECT,INSERT ON TABLE public.amendments TO sessions_api;
GRANT SELECT,INSERT ON TABLE public.amendments TO sessions_worker;

GRANT SELECT,INSERT ON TABLE public.batch_classes TO sessions_api;
GRANT SELECT,INSERT ON TABLE public.batch_classes TO sessions_worker;

GRANT SELECT,INSERT,DELETE ON TABLE public.batch_coaches TO sessions_api;
GRANT SELECT,INSERT,DELETE ON TABLE public.batch_coaches TO sessions_worker;

GRANT SELECT,INSERT,DELETE ON TABLE public.batch_courses TO sessions_api;
GRANT SELECT,INSERT,DELETE ON TABLE public.batch_courses TO sessions_worker;

GRANT SELECT,INSERT,UPDATE ON TABLE public.batch_roster TO sessions_api;
GRANT SELECT,INSERT,UPDATE ON TABLE public.batch_roster TO sessions_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.batch_skips TO sessions_api;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.batch_skips TO sessions_worker;

GRANT SELECT,INSERT,UPDATE ON TABLE public.batches TO sessions_api;
GRANT SELECT,INSERT,UPDATE ON TABLE public.batches TO sessions_worker;

GRANT SELECT,INSERT,DELETE ON TABLE public.bookings TO sessions_api;
GRANT SELECT,INSERT,DELETE ON TABLE public.bookings TO sessions_worker;

GRANT SELECT,INSERT,UPDATE ON TABLE public.breaker TO sessions_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.calendar_feeds TO sessions_api;
GRANT SELECT,DELETE ON TABLE public.calendar_feeds TO sessions_worker;

GRANT SELECT,INSERT ON TABLE public.call_events TO sessions_api;
GRANT SELECT,DELETE,UPDATE ON TABLE public.call_events TO sessions_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.call_hooks TO sessions_api;
GRANT SELECT ON TABLE public.call_hooks TO sessions_worker;

GRANT SELECT,INSERT,UPDATE ON TABLE public.call_presence TO sessions_api;
GRANT SELECT,INSERT,UPDATE ON TABLE public.call_presence TO sessions_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.categories TO sessions_api;
GRANT SELECT,INSERT,UPDATE ON TABLE public.categories TO sessions_worker;

GRANT SELECT,INSERT,DELETE ON TABLE public.class_coaches TO sessions_api;
GRANT SELECT ON TABLE public.class_coaches TO sessions_worker;

GRANT SELECT,INSERT,UPDATE ON TABLE public.class_members TO sessions_api;
GRANT SELECT,INSERT,UPDATE ON TABLE public.class_members TO sessions_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.classes TO sessions_api;
GRANT SELECT,INSERT,UPDATE ON TABLE public.classes TO sessions_worker;

GRANT SELECT,INSERT ON TABLE public.completion_records TO sessions_api;
GRANT SELECT,INSERT ON TABLE public.completion_records TO sessions_worker;

GRANT SELECT,INSERT ON TABLE public.correction_records TO sessions_api;
GRANT SELECT,INSERT ON TABLE public.correction_records TO sessions_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.courses TO sessions_api;
GRANT SELECT,INSERT,UPDATE ON TABLE public.courses TO sessions_worker;

GRANT SELECT,INSERT ON TABLE public.erased_texts TO sessions_api;
GRANT SELECT,INSERT ON TABLE public.erased_texts TO sessions_worker;

GRANT SELECT ON TABLE public.erasure_answers TO sessions_api;
GRANT SELECT,INSERT ON TABLE public.erasure_answers TO sessions_worker;

GRANT SELECT,INSERT ON TABLE public.erasures TO sessions_api;
GRANT SELECT,INSERT,UPDATE ON TABLE public.erasures TO sessions_worker;

GRANT UPDATE(state) ON TABLE public.erasures TO sessions_api;

GRANT UPDATE(decided_by) ON TABLE public.erasures TO sessions_api;

GRANT UPDATE(decided_at) ON TABLE public.erasures TO sessions_api;

GRANT UPDATE(finished_at) ON TABLE public.erasures TO sessions_api;

GRANT SELECT,INSERT,DELETE ON TABLE public.guardians TO sessions_api;
GRANT SELECT,INSERT,DELETE ON TABLE public.guardians TO sessions_worker;

GRANT SELECT,INSERT ON TABLE public.help_requests TO sessions_api;
GRANT SELECT ON TABLE public.help_requests TO sessions_worker;

GRANT UPDATE(question_id) ON TABLE public.help_requests TO sessions_api;

GRANT UPDATE(questioned_by) ON TABLE public.help_requests TO sessions_api;

GRANT UPDATE(questioned_at) ON TABLE public.help_requests TO sessions_api;

GRANT UPDATE(close_reason_id) ON TABLE public.help_requests TO sessions_api;

GRANT UPDATE(closed_by) ON TABLE public.help_requests TO sessions_api;

GRANT UPDATE(closed_at) ON TABLE public.help_requests TO sessions_api;

GRANT UPDATE(completed_by) ON TABLE public.help_requests TO sessions_api;

GRANT UPDATE(completed_at) ON TABLE public.help_requests TO sessions_api;

GRANT UPDATE(replaced_at) ON TABLE public.help_requests TO sessions_api;

GRANT SELECT,INSERT ON TABLE public.idempotency_keys TO sessions_api;
GRANT SELECT,DELETE ON TABLE public.idempotency_keys TO sessions_worker;

GRANT UPDATE(request_hash) ON TABLE public.idempotency_keys TO sessions_worker;

GRANT UPDATE(status) ON TABLE public.idempotency_keys TO sessions_worker;

GRANT UPDATE(headers) ON TABLE public.idempotency_keys TO sessions_worker;

GRANT UPDATE(body) ON TABLE public.idempotency_keys TO sessions_worker;

GRANT INSERT ON TABLE public.import_chunks TO sessions_api;
GRANT SELECT,DELETE ON TABLE public.import_chunks TO sessions_worker;

GRANT SELECT,INSERT,DELETE ON TABLE public.import_claims TO sessions_worker;

GRANT SELECT ON TABLE public.import_rows TO sessions_api;
GRANT SELECT,INSERT,UPDATE ON TABLE public.import_rows TO sessions_worker;

GRANT SELECT,INSERT ON TABLE public.imports TO sessions_api;
GRANT SELECT,UPDATE ON TABLE public.imports TO sessions_worker;

GRANT SELECT,INSERT,DELETE ON TABLE public.inbox TO sessions_worker;

GRANT SELECT,INSERT,DELETE ON TABLE public.links TO sessions_api;

GRANT SELECT ON TABLE public.log_checkpoints TO sessions_api;
GRANT SELECT,INSERT ON TABLE public.log_checkpoints TO sessions_worker;

GRANT SELECT ON TABLE public.log_key_changes TO sessions_api;
GRANT SELECT,INSERT ON TABLE public.log_key_changes TO sessions_worker;

GRANT SELECT ON TABLE public.log_key_leaves TO sessions_api;
GRANT SELECT,INSERT ON TABLE public.log_key_leaves TO sessions_worker;

GRANT SELECT ON TABLE public.log_leaves TO sessions_api;
GRANT SELECT,INSERT ON TABLE public.log_leaves TO sessions_worker;

GRANT SELECT ON TABLE public.log_nodes TO sessions_api;
GRANT SELECT,INSERT ON TABLE public.log_nodes TO sessions_worker;

GRANT SELECT,INSERT ON TABLE public.log_queue TO sessions_api;
GRANT SELECT,INSERT,DELETE ON TABLE public.log_queue TO sessions_worker;

GRANT SELECT,INSERT,DELETE ON TABLE public.open_proposals TO sessions_api;
GRANT SELECT,INSERT,DELETE ON TABLE public.open_proposals TO sessions_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.open_sessions TO sessions_api;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.open_sessions TO sessions_worker;

GRANT SELECT,INSERT,UPDATE ON TABLE public.organisations TO sessions_api;
GRANT SELECT ON TABLE public.organisations TO sessions_worker;

GRANT UPDATE(zone) ON TABLE public.organisations TO sessions_worker;

GRANT UPDATE(updated_at) ON TABLE public.organisations TO sessions_worker;

GRANT INSERT ON TABLE public.outbox TO sessions_api;
GRANT SELECT,INSERT,DELETE ON TABLE public.outbox TO sessions_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.parked TO sessions_worker;

GRANT SELECT,INSERT,UPDATE ON TABLE public.people TO sessions_api;
GRANT SELECT,INSERT,UPDATE ON TABLE public.people TO sessions_worker;

GRANT SELECT,INSERT,UPDATE ON TABLE public.positions TO sessions_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.rooms TO sessions_api;
GRANT SELECT,UPDATE ON TABLE public.rooms TO sessions_worker;

GRANT SELECT,INSERT,UPDATE ON TABLE public.roster TO sessions_api;
GRANT SELECT,INSERT,UPDATE ON TABLE public.roster TO sessions_worker;

GRANT SELECT,INSERT,DELETE ON TABLE public.search_words TO sessions_api;
GRANT SELECT,INSERT,DELETE ON TABLE public.search_words TO sessions_worker;

GRANT SELECT,INSERT,UPDATE ON TABLE public.sequences TO sessions_api;
GRANT SELECT,INSERT,UPDATE ON TABLE public.sequences TO sessions_worker;

GRANT SELECT,INSERT,UPDATE ON TABLE public.session_accesses TO sessions_api;
GRANT SELECT ON TABLE public.session_accesses TO sessions_worker;

GRANT SELECT ON TABLE public.session_attendance TO sessions_api;
GRANT SELECT,INSERT,UPDATE ON TABLE public.session_attendance TO sessions_worker;

GRANT SELECT ON TABLE public.session_attendance_amendments TO sessions_api;
GRANT SELECT,INSERT ON TABLE public.session_attendance_amendments TO sessions_worker;

GRANT SELECT,INSERT ON TABLE public.session_classes TO sessions_api;
GRANT SELECT,INSERT,DELETE ON TABLE public.session_classes TO sessions_worker;

GRANT SELECT,INSERT,DELETE ON TABLE public.session_coaches TO sessions_api;
GRANT SELECT,INSERT,DELETE ON TABLE public.session_coaches TO sessions_worker;

GRANT SELECT,INSERT,DELETE ON TABLE public.session_course_people TO sessions_api;
GRANT SELECT,INSERT,DELETE ON TABLE public.session_course_people TO sessions_worker;

GRANT SELECT,INSERT,DELETE ON TABLE public.session_courses TO sessions_api;
GRANT SELECT,INSERT,DELETE ON TABLE public.session_courses TO sessions_worker;

GRANT SELECT,INSERT ON TABLE public.session_history TO sessions_api;
GRANT SELECT,INSERT ON TABLE public.session_history TO sessions_worker;

GRANT SELECT,INSERT ON TABLE public.session_notes TO sessions_api;
GRANT SELECT ON TABLE public.session_notes TO sessions_worker;

GRANT SELECT,INSERT,UPDATE ON TABLE public.sessions TO sessions_api;
GRANT SELECT,INSERT,UPDATE ON TABLE public.sessions TO sessions_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.skipped TO sessions_worker;

GRANT SELECT,INSERT,UPDATE ON TABLE public.standings TO sessions_worker;
GRANT SELECT ON TABLE public.standings TO sessions_api;

GRANT SELECT,INSERT ON TABLE public.substitutions TO sessions_api;
GRANT SELECT ON TABLE public.substitutions TO sessions_worker;

GRANT UPDATE(state) ON TABLE public.substitutions TO sessions_api;

GRANT UPDATE(decided_by) ON TABLE public.substitutions TO sessions_api;

GRANT UPDATE(decided_at) ON TABLE public.substitutions TO sessions_api;

GRANT UPDATE(reason_id) ON TABLE public.substitutions TO sessions_api;

GRANT UPDATE(session_version) ON TABLE public.substitutions TO sessions_api;

GRANT SELECT,INSERT ON TABLE public.text_keys TO sessions_api;
GRANT SELECT,INSERT,DELETE ON TABLE public.text_keys TO sessions_worker;

GRANT UPDATE(is_published) ON TABLE public.text_keys TO sessions_api;
GRANT UPDATE(is_published) ON TABLE public.text_keys TO sessions_worker;

GRANT SELECT,INSERT ON TABLE public.texts TO sessions_api;
GRANT SELECT,INSERT ON TABLE public.texts TO sessions_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.tombstones_due TO sessions_worker;
