// Made from the OpenAPI document of this service. Write it again: make console-types

export interface paths {
    "/v1/payouts/rates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List rates
         * @description List the rates of the organisation, newest first. Admins and auditors may read them.
         */
        get: operations["list_rates"];
        put?: never;
        /**
         * Set a rate
         * @description Set a rate for the organisation, a category, a course, a coach, or a coach on a course. Admins may do this.
         *
         *     It is refused (409) when another rate with the same scope, coach, course and category is effective at some time of
         *     it. Completed sessions that had no rate and to which this one applies are credited within seconds.
         */
        post: operations["create_rate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/payouts/rates/{rate_id}/end": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End a rate
         * @description End a rate, so that another one can follow it. Earnings that it has paid stay as they are. Admins may do this.
         *
         *     A rate cannot be edited: end it and set a new one.
         */
        post: operations["end_rate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/payouts/coaches/{coach_id}/balance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a coach's balance
         * @description Read what the organisation owes the coach, per currency.
         *
         *     The amount is negative when more was paid than the coach earned, for example after a session was voided. Coaches see
         *     their own balance, admins and auditors the balance of every coach.
         */
        get: operations["read_balance"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/payouts/coaches/{coach_id}/earnings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List a coach's earnings
         * @description List what the coach earned by each session, newest first.
         *
         *     Earnings that were reversed because their session was amended or voided stay in the list, with `reversed_at`.
         *     Coaches see their own earnings, admins and auditors those of every coach.
         */
        get: operations["list_earnings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/payouts/unrated": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List completed sessions without a rate
         * @description List completed sessions to which no rate applies. Set a rate for them, and they are credited within seconds.
         *
         *     Admins and auditors may read them.
         */
        get: operations["list_unrated"];
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
         * BalanceOut
         * @description What the organisation owes a coach.
         */
        BalanceOut: {
            /**
             * Coach Id
             * Format: uuid
             * @description The coach.
             * @example 0192f0c1-2f4e-7c3a-9d58-6b1a4a7f2d10
             */
            coach_id: string;
            /**
             * Balances
             * @description One amount per currency. Empty before the first earning.
             */
            balances: components["schemas"]["MoneyOut"][];
        };
        /**
         * EarningOut
         * @description A coach's part of what one session earned, with all values from which it was computed.
         */
        EarningOut: {
            /**
             * Earning Id
             * Format: uuid
             * @description The earning.
             * @example 0192f0c1-2f4e-7c3a-9d58-6b1a4a7f2d10
             */
            earning_id: string;
            /**
             * Session Id
             * Format: uuid
             * @description The session that earned it.
             * @example 0192f0c1-2f4e-7c3a-9d58-6b1a4a7f2d10
             */
            session_id: string;
            /**
             * Session Path
             * @description The path of the session.
             * @example /v1/sessions/0192f0c1-2f4e-7c3a-9d58-6b1a4a7f2d10
             */
            session_path: string;
            /**
             * Credited At
             * Format: date-time
             * @description When it was credited.
             * @example 2026-11-01T00:00:00Z
             */
            credited_at: string;
            /**
             * Currency
             * @description ISO 4217 code.
             * @example EUR
             */
            currency: string;
            /**
             * Amount Minor
             * @description The coach's part, in minor units.
             * @example 3375
             */
            amount_minor: number;
            /**
             * Share Basis Points
             * @description The coach's share of what the session earned.
             * @example 10000
             */
            share_basis_points: number;
            /**
             * Rate Id
             * Format: uuid
             * @description The rate that was applied.
             * @example 0192f0c1-2f4e-7c3a-9d58-6b1a4a7f2d10
             */
            rate_id: string;
            /**
             * Unit
             * @description The unit of the rate.
             * @example hour
             * @enum {string}
             */
            unit: "hour" | "session";
            /**
             * Rate Amount Minor
             * @description The rate's price of one unit when it was applied.
             * @example 4500
             */
            rate_amount_minor: number;
            /**
             * Logged Minutes
             * @description The logged minutes of the session.
             * @example 45
             */
            logged_minutes: number;
            /**
             * Priced At
             * Format: date-time
             * @description The instant at which the rate had to be effective: the planned start of the session, or its actual start if it was not planned.
             * @example 2026-11-01T00:00:00Z
             */
            priced_at: string;
            /**
             * Transfer Id
             * @description The transfer in the ledger; null when the amount is 0.
             * @example 0192f0c1-2f4e-7c3a-9d58-6b1a4a7f2d10
             */
            transfer_id: string | null;
            /**
             * Revision
             * @description How many amendments of the session's minutes or shares are counted in; 0: none.
             * @example 0
             */
            revision: number;
            /**
             * Reversed At
             * @description When it was reversed because the session was amended or voided; null while it counts.
             * @example null
             */
            reversed_at: string | null;
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
             * @description The amount in minor units. It can be negative.
             * @example 123450
             */
            amount_minor: number;
        };
        /** Page[EarningOut] */
        Page_EarningOut_: {
            /**
             * Items
             * @description The rows of this page.
             */
            items: components["schemas"]["EarningOut"][];
            /**
             * Next Cursor
             * @description The cursor of the next page; null on the last page.
             * @example WyJzdGFydCJd
             */
            next_cursor?: string | null;
        };
        /** Page[RateOut] */
        Page_RateOut_: {
            /**
             * Items
             * @description The rows of this page.
             */
            items: components["schemas"]["RateOut"][];
            /**
             * Next Cursor
             * @description The cursor of the next page; null on the last page.
             * @example WyJzdGFydCJd
             */
            next_cursor?: string | null;
        };
        /** Page[UnratedOut] */
        Page_UnratedOut_: {
            /**
             * Items
             * @description The rows of this page.
             */
            items: components["schemas"]["UnratedOut"][];
            /**
             * Next Cursor
             * @description The cursor of the next page; null on the last page.
             * @example WyJzdGFydCJd
             */
            next_cursor?: string | null;
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
         * RateEndIn
         * @description The end of a rate.
         */
        RateEndIn: {
            /**
             * Effective To
             * Format: date-time
             * @description The instant from which the rate is not effective any more.
             * @example 2026-12-01T00:00:00Z
             */
            effective_to: string;
        };
        /**
         * RateIn
         * @description A new rate. Its scope says which of coach, course and category it needs.
         */
        RateIn: {
            /**
             * Scope
             * @description What the rate is for. If several rates are effective the most specific one applies, in this order: coach_course, coach, course, category, org.
             * @example coach_course
             * @enum {string}
             */
            scope: "org" | "category" | "course" | "coach" | "coach_course";
            /**
             * Coach Id
             * @description The coach. Needed for the scopes coach and coach_course.
             * @example 0192f0c1-2f4e-7c3a-9d58-6b1a4a7f2d10
             */
            coach_id?: string | null;
            /**
             * Course Id
             * @description The course. Needed for the scopes course and coach_course.
             * @example 0192f0c1-2f4e-7c3a-9d58-6b1a4a7f2d10
             */
            course_id?: string | null;
            /**
             * Category Id
             * @description The category. Needed for the scope category.
             * @example null
             */
            category_id?: string | null;
            /**
             * Unit
             * @description hour: the amount is for 60 logged minutes, and every minute counts; session: the amount is for a completed session.
             * @example hour
             * @enum {string}
             */
            unit: "hour" | "session";
            /**
             * Amount Minor
             * @description The price of one unit, in minor units of the currency; 0 for volunteers.
             * @example 4500
             */
            amount_minor: number;
            /**
             * Currency
             * @description ISO 4217 code.
             * @example EUR
             */
            currency: string;
            /**
             * Effective From
             * Format: date-time
             * @description The first instant at which the rate is effective. A session is paid by the rate that is effective at its planned start, or at its actual start if it was not planned.
             * @example 2026-11-01T00:00:00Z
             */
            effective_from: string;
            /**
             * Effective To
             * @description The instant from which the rate is not effective any more; null: no end.
             * @example null
             */
            effective_to?: string | null;
        };
        /**
         * RateOut
         * @description A rate.
         */
        RateOut: {
            /**
             * Rate Id
             * Format: uuid
             * @description The id of the rate. Earnings refer to it.
             * @example 0192f0c1-2f4e-7c3a-9d58-6b1a4a7f2d10
             */
            rate_id: string;
            /**
             * Scope
             * @description What the rate is for.
             * @example coach_course
             * @enum {string}
             */
            scope: "org" | "category" | "course" | "coach" | "coach_course";
            /**
             * Coach Id
             * @description The coach, for the scopes coach and coach_course.
             * @example 0192f0c1-2f4e-7c3a-9d58-6b1a4a7f2d10
             */
            coach_id: string | null;
            /**
             * Course Id
             * @description The course, for the scopes course and coach_course.
             * @example 0192f0c1-2f4e-7c3a-9d58-6b1a4a7f2d10
             */
            course_id: string | null;
            /**
             * Category Id
             * @description The category, for the scope category.
             * @example null
             */
            category_id: string | null;
            /**
             * Unit
             * @description What the amount is the price of: an hour or a session.
             * @example hour
             * @enum {string}
             */
            unit: "hour" | "session";
            /**
             * Amount Minor
             * @description The price of one unit, in minor units of the currency.
             * @example 4500
             */
            amount_minor: number;
            /**
             * Currency
             * @description ISO 4217 code.
             * @example EUR
             */
            currency: string;
            /**
             * Effective From
             * Format: date-time
             * @description The first instant at which the rate is effective.
             * @example 2026-11-01T00:00:00Z
             */
            effective_from: string;
            /**
             * Effective To
             * @description The instant from which the rate is not effective any more; null: no end.
             * @example null
             */
            effective_to: string | null;
            /**
             * Set By
             * Format: uuid
             * @description Who set the rate.
             * @example 0192f0c1-2f4e-7c3a-9d58-6b1a4a7f2d10
             */
            set_by: string;
            /**
             * Set At
             * Format: date-time
             * @description When the rate was set.
             * @example 2026-11-01T00:00:00Z
             */
            set_at: string;
        };
        /**
         * UnratedOut
         * @description A completed session to which no rate applies. It is credited when one is set.
         */
        UnratedOut: {
            /**
             * Session Id
             * Format: uuid
             * @description The session.
             * @example 0192f0c1-2f4e-7c3a-9d58-6b1a4a7f2d10
             */
            session_id: string;
            /**
             * Session Path
             * @description The path of the session.
             * @example /v1/sessions/0192f0c1-2f4e-7c3a-9d58-6b1a4a7f2d10
             */
            session_path: string;
            /**
             * Coach Ids
             * @description Its coaches, the session coach first.
             * @example [
             *       "0192f0c1-2f4e-7c3a-9d58-6b1a4a7f2d10"
             *     ]
             */
            coach_ids: string[];
            /**
             * Course Ids
             * @description Its courses.
             * @example [
             *       "0192f0c1-2f4e-7c3a-9d58-6b1a4a7f2d10"
             *     ]
             */
            course_ids: string[];
            /**
             * Category Id
             * @description Its category.
             * @example null
             */
            category_id: string | null;
            /**
             * Logged Minutes
             * @description Its logged minutes.
             * @example 45
             */
            logged_minutes: number;
            /**
             * Priced At
             * Format: date-time
             * @description The instant at which a rate must be effective.
             * @example 2026-11-01T00:00:00Z
             */
            priced_at: string;
            /**
             * Arrived At
             * Format: date-time
             * @description Since when it has waited for a rate.
             * @example 2026-11-01T00:00:00Z
             */
            arrived_at: string;
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
    list_rates: {
        parameters: {
            query?: {
                /** @description Only rates of this scope. */
                scope?: ("org" | "category" | "course" | "coach" | "coach_course") | null;
                /** @description Only rates of this coach. */
                coach_id?: string | null;
                /** @description Only rates of this course. */
                course_id?: string | null;
                /** @description Only rates of this category. */
                category_id?: string | null;
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
                    "application/json": components["schemas"]["Page_RateOut_"];
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
    create_rate: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes the request safe to repeat. For 24 hours the same key with the same body gets the stored answer (Idempotency-Replayed: true), and nothing is done again. The same key with another body gets 422. While the first request runs, a second one gets 409. After 24 hours the request would be done again. */
                "idempotency-key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RateIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RateOut"];
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
    end_rate: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes the request safe to repeat. For 24 hours the same key with the same body gets the stored answer (Idempotency-Replayed: true), and nothing is done again. The same key with another body gets 422. While the first request runs, a second one gets 409. After 24 hours the request would be done again. */
                "idempotency-key"?: string | null;
            };
            path: {
                /** @description The rate. */
                rate_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RateEndIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RateOut"];
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
    read_balance: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The coach. */
                coach_id: string;
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
                    "application/json": components["schemas"]["BalanceOut"];
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
    list_earnings: {
        parameters: {
            query?: {
                /** @description Only earnings credited at or after this instant. */
                from?: string | null;
                /** @description Only earnings credited before this instant. */
                to?: string | null;
                /** @description The most rows that a page has. */
                limit?: number;
                /** @description next_cursor of the previous page. Leave it out for the first page. */
                cursor?: string | null;
            };
            header?: never;
            path: {
                /** @description The coach. */
                coach_id: string;
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
                    "application/json": components["schemas"]["Page_EarningOut_"];
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
    list_unrated: {
        parameters: {
            query?: {
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
                    "application/json": components["schemas"]["Page_UnratedOut_"];
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
}
