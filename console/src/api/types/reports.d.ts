// Made from the OpenAPI document of this service. Write it again: make console-types

export interface paths {
    "/v1/reports/sessions/{session_id}/effects": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the effects of a session
         * @description Read when the register was locked, the coaches were credited and the insight inputs were refreshed.
         *
         *     An effect is null until it has taken place. A session that is not completed has none, and `state` says what it is.
         *     Staff may read every session of their organisation, coaches those that they coach, or of which they coach a course.
         */
        get: operations["read_effects"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reports/effects": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List completions and their effects
         * @description List completed sessions with their effects, newest first. Set `missing` to see only those that lack an effect.
         *
         *     Admins, support and auditors may read every session of their organisation, coaches the sessions that they coached.
         */
        get: operations["list_effects"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reports/effects/summary": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Count completions, effects and latencies
         * @description Count completed sessions and their effects, add up earnings, and measure how fast the effects followed.
         *
         *     Admins, support and auditors may read every session of their organisation, coaches the sessions that they coached.
         */
        get: operations["summarise_effects"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reports/insight-inputs/{subject_type}/{subject_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read insight inputs
         * @description Read the features of a learner, coach or batch, and the latest records that they count.
         *
         *     Returns the latest version, or the one that `version` names. Admins, support and auditors may read all of their
         *     organisation. Coaches may read their own inputs and those of learners and batches in sessions that they coached.
         */
        get: operations["read_insight_inputs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * EarningsEffectOut
         * @description The coaches were credited.
         */
        EarningsEffectOut: {
            /**
             * At
             * Format: date-time
             * @description When it took place.
             * @example 2026-11-02T08:12:00.158Z
             */
            at: string;
            /**
             * Latency Ms
             * @description Milliseconds from the completion to the effect; null until the completion has arrived here.
             * @example 35
             */
            latency_ms: number | null;
            /**
             * Amounts
             * @description What the session earns now, per currency, corrections included. A coach sees their own part. Null for callers who do not see pay.
             * @example [
             *       {
             *         "amount_minor": 4200,
             *         "currency": "EUR"
             *       }
             *     ]
             */
            amounts: components["schemas"]["MoneyOut"][] | null;
        };
        /**
         * EffectOut
         * @description An effect that took place.
         */
        EffectOut: {
            /**
             * At
             * Format: date-time
             * @description When it took place.
             * @example 2026-11-02T08:12:00.158Z
             */
            at: string;
            /**
             * Latency Ms
             * @description Milliseconds from the completion to the effect; null until the completion has arrived here.
             * @example 35
             */
            latency_ms: number | null;
        };
        /**
         * EffectsOut
         * @description The three effects of ending a session. An effect is null until it has taken place.
         */
        EffectsOut: {
            /** @description The register became official. */
            attendance_locked: components["schemas"]["EffectOut"] | null;
            /** @description The coaches were credited. */
            earnings_credited: components["schemas"]["EarningsEffectOut"] | null;
            /** @description The insight inputs were refreshed. */
            insight_inputs_refreshed: components["schemas"]["RefreshEffectOut"] | null;
        };
        /**
         * FeaturesOut
         * @description The features of a learner, coach or batch over all their completed sessions.
         */
        FeaturesOut: {
            /**
             * Sessions Completed
             * @description How many sessions were completed.
             * @example 12
             */
            sessions_completed: number;
            /**
             * Minutes Logged
             * @description The sum of their logged minutes.
             * @example 690
             */
            minutes_logged: number;
            /**
             * Sessions Attended
             * @description Sessions whose locked register has a mark that counts as present: of the learner, or of anybody for a coach or batch.
             * @example 10
             */
            sessions_attended: number;
            /**
             * Sessions With Attendance
             * @description Sessions whose locked register has a mark: of the learner, or of anybody for a coach or batch.
             * @example 11
             */
            sessions_with_attendance: number;
            /**
             * Attendance Rate Basis Points
             * @description The share of marks in locked registers that count as present; null without marks.
             * @example 9091
             */
            attendance_rate_basis_points: number | null;
            /**
             * Last Completed At
             * @description When the latest of the sessions was completed; null when none is left after a void.
             * @example 2026-11-02T08:12:00.123Z
             */
            last_completed_at: string | null;
        };
        /**
         * InsightInputsOut
         * @description One version of the insight inputs of a learner, coach or batch.
         */
        InsightInputsOut: {
            /**
             * Subject Type
             * @description Whether it is about a learner, coach or batch.
             * @example learner
             * @enum {string}
             */
            subject_type: "learner" | "coach" | "batch";
            /**
             * Subject Id
             * Format: uuid
             * @description The id of the learner, coach or batch.
             * @example 019a6b5e-3c00-7000-8000-000000000300
             */
            subject_id: string;
            /**
             * Version
             * @description The version. It increases by one with every refresh.
             * @example 12
             */
            version: number;
            /**
             * Refreshed At
             * Format: date-time
             * @description When this version was made.
             * @example 2026-11-02T08:12:00.15Z
             */
            refreshed_at: string;
            /**
             * Event Id
             * Format: uuid
             * @description The event that published this version.
             * @example 019a6b5e-3c00-7000-8000-00000000100f
             */
            event_id: string;
            /**
             * Caused By
             * Format: uuid
             * @description The event that caused the refresh.
             * @example 019a6b5e-3c00-7000-8000-000000001009
             */
            caused_by: string;
            /** @description The features. */
            features: components["schemas"]["FeaturesOut"];
            /**
             * Records
             * @description The latest records that the features count, at most 20, newest first.
             */
            records: components["schemas"]["RecordOut"][];
        };
        /**
         * LatenciesOut
         * @description Latencies from the completion to an effect.
         */
        LatenciesOut: {
            /** @description Until the register was locked. */
            attendance_locked: components["schemas"]["PercentilesOut"];
            /** @description Until the coaches were credited. */
            earnings_credited: components["schemas"]["PercentilesOut"];
            /** @description Until the insight inputs were refreshed. */
            insight_inputs_refreshed: components["schemas"]["PercentilesOut"];
            /** @description Until the last effect of a session, for sessions with all three effects. */
            all: components["schemas"]["PercentilesOut"];
        };
        /**
         * MoneyOut
         * @description An amount in one currency.
         */
        MoneyOut: {
            /**
             * Currency
             * @description ISO 4217 code.
             * @example EUR
             */
            currency: string;
            /**
             * Amount Minor
             * @description The amount in minor units, for example cents.
             * @example 4200
             */
            amount_minor: number;
        };
        /**
         * OneSessionEffectsOut
         * @description A session, completed or not, and its effects.
         */
        OneSessionEffectsOut: {
            /**
             * Session Id
             * Format: uuid
             * @description The session.
             * @example 019a6b5e-3c00-7000-8000-000000000100
             */
            session_id: string;
            /**
             * Completed At
             * @description When it was completed; null if it is not, or while the completion has not arrived here.
             * @example 2026-11-02T08:12:00.123Z
             */
            completed_at: string | null;
            /**
             * Complete
             * @description Whether all three effects took place.
             * @example true
             */
            complete: boolean;
            /**
             * Amended At
             * @description When the completion was last amended; null if never.
             * @example 2026-11-03T10:00:00Z
             */
            amended_at?: string | null;
            /**
             * Register Amended At
             * @description When the locked register was last amended; null if never.
             * @example 2026-11-03T10:05:00Z
             */
            register_amended_at?: string | null;
            /**
             * Voided At
             * @description When the completion was voided. Nothing of it counts since then. Null while it counts.
             * @example null
             */
            voided_at?: string | null;
            /** @description The effects. */
            effects: components["schemas"]["EffectsOut"];
            /**
             * State
             * @description The session's state: scheduled, in_progress, completed, cancelled or voided; null: not known here yet.
             * @example completed
             */
            state?: string | null;
        };
        /** Page[SessionEffectsOut] */
        Page_SessionEffectsOut_: {
            /**
             * Items
             * @description The rows of this page.
             */
            items: components["schemas"]["SessionEffectsOut"][];
            /**
             * Next Cursor
             * @description The cursor of the next page; null on the last page.
             * @example WyJzdGFydCJd
             */
            next_cursor?: string | null;
        };
        /**
         * PercentilesOut
         * @description Latencies in milliseconds. Null when there is none to measure.
         */
        PercentilesOut: {
            /**
             * P50
             * @description Half of them are faster.
             * @example 21.4
             */
            p50: number | null;
            /**
             * P99
             * @description 99 of 100 are faster.
             * @example 63
             */
            p99: number | null;
        };
        /**
         * ProblemDocument
         * @description An RFC 9457 problem document. Every error is answered with one.
         */
        ProblemDocument: {
            /**
             * Type
             * @description The kind of error. It never changes, so programs can compare it.
             * @example urn:lockstep:problem:minutes-too-many
             */
            type: string;
            /**
             * Title
             * @description The kind of error, for people.
             * @example Too many minutes
             */
            title: string;
            /**
             * Status
             * @description The HTTP status.
             * @example 422
             */
            status: number;
            /**
             * Detail
             * @description What is wrong and what to do.
             * @example Log at most 90 minutes.
             */
            detail: string;
            /**
             * Errors
             * @description The wrong parts of the request, if known.
             */
            errors?: components["schemas"]["ProblemField"][];
        } & {
            [key: string]: unknown;
        };
        /**
         * ProblemField
         * @description One wrong part of a request.
         */
        ProblemField: {
            /**
             * Pointer
             * @description The JSON pointer of a part of the body, or the name of a parameter.
             * @example /minutes
             */
            pointer: string;
            /**
             * Detail
             * @description What is wrong with it.
             * @example at most 90 minutes
             */
            detail: string;
        };
        /**
         * RecordOut
         * @description A completion record that the features count.
         */
        RecordOut: {
            /**
             * Session Id
             * Format: uuid
             * @description The session of the record.
             * @example 019a6b5e-3c00-7000-8000-000000000100
             */
            session_id: string;
            /**
             * Record Hash
             * @description RFC 6962 leaf hash of the record.
             * @example 9f86d0819f86d0819f86d0819f86d0819f86d0819f86d0819f86d0819f86d081
             */
            record_hash: string;
        };
        /**
         * RefreshEffectOut
         * @description The insight inputs were refreshed.
         */
        RefreshEffectOut: {
            /**
             * At
             * Format: date-time
             * @description When it took place.
             * @example 2026-11-02T08:12:00.158Z
             */
            at: string;
            /**
             * Latency Ms
             * @description Milliseconds from the completion to the effect; null until the completion has arrived here.
             * @example 35
             */
            latency_ms: number | null;
            /**
             * Subjects
             * @description How many learners, coaches and batches got a new version.
             * @example 6
             */
            subjects: number;
        };
        /**
         * SessionEffectsOut
         * @description A session's completion and its effects.
         */
        SessionEffectsOut: {
            /**
             * Session Id
             * Format: uuid
             * @description The session.
             * @example 019a6b5e-3c00-7000-8000-000000000100
             */
            session_id: string;
            /**
             * Completed At
             * @description When it was completed; null if it is not, or while the completion has not arrived here.
             * @example 2026-11-02T08:12:00.123Z
             */
            completed_at: string | null;
            /**
             * Complete
             * @description Whether all three effects took place.
             * @example true
             */
            complete: boolean;
            /**
             * Amended At
             * @description When the completion was last amended; null if never.
             * @example 2026-11-03T10:00:00Z
             */
            amended_at?: string | null;
            /**
             * Register Amended At
             * @description When the locked register was last amended; null if never.
             * @example 2026-11-03T10:05:00Z
             */
            register_amended_at?: string | null;
            /**
             * Voided At
             * @description When the completion was voided. Nothing of it counts since then. Null while it counts.
             * @example null
             */
            voided_at?: string | null;
            /** @description The effects. */
            effects: components["schemas"]["EffectsOut"];
        };
        /**
         * SummaryOut
         * @description Counts of completed sessions and their effects.
         */
        SummaryOut: {
            /**
             * Completed
             * @description How many sessions were completed.
             * @example 40
             */
            completed: number;
            /**
             * Attendance Locked
             * @description How many of them have a locked register.
             * @example 40
             */
            attendance_locked: number;
            /**
             * Earnings Credited
             * @description How many of them have credited earnings.
             * @example 40
             */
            earnings_credited: number;
            /**
             * Insight Inputs Refreshed
             * @description How many of them have refreshed insight inputs.
             * @example 40
             */
            insight_inputs_refreshed: number;
            /**
             * Earnings
             * @description What these sessions earned, per currency. A coach sees their own part. Null for callers who do not see pay.
             * @example [
             *       {
             *         "amount_minor": 168000,
             *         "currency": "EUR"
             *       }
             *     ]
             */
            earnings: components["schemas"]["MoneyOut"][] | null;
            /** @description How fast the effects followed, in milliseconds. */
            latency_ms: components["schemas"]["LatenciesOut"];
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    read_effects: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The session. */
                session_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OneSessionEffectsOut"];
                };
            };
            /** @description The request is wrong. The detail says why and what to do. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The service cannot answer. Trying again may help. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    list_effects: {
        parameters: {
            query?: {
                /** @description true: only completions that lack an effect; false: only those that have all effects. */
                missing?: boolean | null;
                /** @description The most rows that a page has. */
                limit?: number;
                /** @description next_cursor of the previous page. Leave it out for the first page. */
                cursor?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_SessionEffectsOut_"];
                };
            };
            /** @description The request is wrong. The detail says why and what to do. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The service cannot answer. Trying again may help. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    summarise_effects: {
        parameters: {
            query?: {
                /** @description Count sessions that were completed at this instant or later. */
                since?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SummaryOut"];
                };
            };
            /** @description The request is wrong. The detail says why and what to do. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The service cannot answer. Trying again may help. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    read_insight_inputs: {
        parameters: {
            query?: {
                /** @description The version to read. Default: the latest. */
                version?: number | null;
            };
            header?: {
                /**
                 * @description The ETag of the answer that you have, or several. If it still holds, you get 304.
                 * @example "7-9f86d081884c7d65"
                 */
                "If-None-Match"?: string;
            };
            path: {
                /** @description Whether the inputs are about a learner, a coach or a batch. */
                subject_type: "learner" | "coach" | "batch";
                /** @description The id of the learner, coach or batch. */
                subject_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InsightInputsOut"];
                };
            };
            /** @description The answer is the one that you have: its ETag is in If-None-Match. */
            304: {
                headers: {
                    /** @description The ETag of the answer. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is wrong. The detail says why and what to do. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The service cannot answer. Trying again may help. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
}
