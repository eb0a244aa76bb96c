// Made from the OpenAPI document of this service. Write it again: make console-types

export interface paths {
    "/v1/attendance/registers/{session_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a register
         * @description Coaches of the session and of its courses, admins, support and auditors see the whole register.
         *
         *     Learners see their own mark, and guardians those of their learners, without remarks. They see it while they may
         *     read the session: its windows and its visibility hold here too.
         *
         *     When the register is locked, `marks` shows the official marks, which never change, and `corrected` shows the marks
         *     that hold now, amendments included.
         */
        get: operations["read_register"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/attendance/registers/{session_id}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read who changed which mark
         * @description List every change of a mark, oldest first: who changed it, when, and what it was before.
         *
         *     Amendments of the locked register come last. Coaches of the session, admins, support and auditors may read it.
         */
        get: operations["read_mark_history"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/attendance/registers/{session_id}/marks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Mark learners
         * @description Mark many learners at once. All marks are saved as one new version, or none when one of them is wrong.
         *
         *     Coaches of the session and admins may do this until the session is completed. Before it begins, coaches may do so
         *     only in their window (403 `session-not-open`, with the time at which it opens). Send If-Match to be refused (412)
         *     when somebody else has changed the marks since you read them.
         */
        post: operations["mark_learners"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/attendance/registers/{session_id}/amendments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List amendments of a locked register
         * @description List all amendments, open and decided ones, oldest first.
         *
         *     Coaches of the session, admins, support and auditors may read them.
         */
        get: operations["list_amendments"];
        put?: never;
        /**
         * Correct a locked register
         * @description Propose another mark for a learner. Coaches of the session and admins may do this.
         *
         *     The new mark holds when somebody has approved it whose role the policy at the completion names. If it asks for a
         *     second person, this is not the proposer. If it does not, the proposal of such a person is approved at once.
         */
        post: operations["propose_amendment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/attendance/registers/{session_id}/amendments/{amendment_id}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Approve an amendment
         * @description Approve a proposed amendment. From then on its new mark holds. For the roles that the policy names.
         *
         *     Approving it a second time returns the same answer and changes nothing.
         */
        post: operations["approve_amendment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/attendance/registers/{session_id}/amendments/{amendment_id}/reject": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Reject an amendment
         * @description Reject a proposed amendment. This is final. For the roles that the policy names, and for the proposer.
         *
         *     Rejecting it a second time returns the same answer and changes nothing.
         */
        post: operations["reject_amendment"];
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
         * AmendedMarkOut
         * @description The old or the new mark of an amendment.
         */
        AmendedMarkOut: {
            /**
             * Code
             * @description The attendance code.
             * @example present
             */
            code: string;
            /**
             * Counts As Present
             * @description Whether the learner counts as present.
             * @example true
             */
            counts_as_present: boolean;
            /**
             * Minutes
             * @description How many minutes the learner was there, if known.
             * @example 40
             */
            minutes: number | null;
            /**
             * Source
             * @description Where the mark comes from.
             * @example coach
             * @enum {string}
             */
            source: "coach" | "self_check_in" | "call_presence" | "import" | "policy_default" | "completion";
        };
        /**
         * AmendmentIn
         * @description A proposal of another mark for one learner on a locked register.
         */
        AmendmentIn: {
            /**
             * Person Id
             * Format: uuid
             * @description The learner, who must be on the official register.
             * @example 0192f0c1-2f4e-7c3a-9d58-6b1a4a7f2d10
             */
            person_id: string;
            /**
             * Code
             * @description The attendance code that should hold.
             * @example present
             * @enum {string}
             */
            code: "present" | "late" | "excused" | "absent";
            /**
             * Minutes
             * @description How many minutes the learner was there. Leave it out if nobody knows.
             * @example 40
             */
            minutes?: number | null;
            /**
             * Reason
             * @description Why the mark is wrong. Coaches of the session, admins, support and auditors can read it.
             * @example She came in by the side door.
             */
            reason: string;
        };
        /**
         * AmendmentOut
         * @description An amendment of one learner's mark. The official register itself stays as it was locked.
         */
        AmendmentOut: {
            /**
             * Amendment Id
             * Format: uuid
             * @description The amendment.
             * @example 0192f0c1-9b20-7c3a-9d58-6b1a4a7f2d10
             */
            amendment_id: string;
            /**
             * Session Id
             * Format: uuid
             * @description The session whose register it is.
             * @example 0192f0c1-0000-7c3a-9d58-6b1a4a7f2d10
             */
            session_id: string;
            /**
             * Person Id
             * Format: uuid
             * @description The learner.
             * @example 0192f0c1-2f4e-7c3a-9d58-6b1a4a7f2d10
             */
            person_id: string;
            /**
             * State
             * @description proposed: waits for a decision; applied: the new mark holds; rejected: the old mark stays. A decision is final.
             * @example applied
             * @enum {string}
             */
            state: "proposed" | "applied" | "rejected";
            /** @description The mark that held when the amendment was proposed. */
            old: components["schemas"]["AmendedMarkOut"];
            /** @description The proposed mark. */
            new: components["schemas"]["AmendedMarkOut"];
            /**
             * Reason
             * @description Why the mark is wrong; null if it was erased on request.
             * @example She came in by the side door.
             */
            reason: string | null;
            /**
             * Proposed By
             * Format: uuid
             * @description Who proposed it.
             * @example 0192f0c1-2f4e-7c3a-9d58-6b1a4a7f2d10
             */
            proposed_by: string;
            /**
             * Proposed At
             * Format: date-time
             * @description When it was proposed.
             * @example 2026-11-02T07:56:10.123456Z
             */
            proposed_at: string;
            /**
             * Decided By
             * @description Who decided. This can be the proposer if no second person is needed. Null while proposed.
             * @example 0192f0c1-2f4e-7c3a-9d58-6b1a4a7f2d10
             */
            decided_by: string | null;
            /**
             * Decided At
             * @description When it was decided; null while proposed.
             * @example 2026-11-02T07:56:10.123456Z
             */
            decided_at: string | null;
            /**
             * Decided Alone
             * @description Whether the person who proposed it decided alone that it takes effect. It is false while it waits, and when it was rejected.
             * @example false
             */
            decided_alone: boolean;
            /**
             * Rejection Reason
             * @description Why it was rejected; null otherwise, and if it was erased on request.
             * @example The camera shows an empty seat.
             */
            rejection_reason: string | null;
        };
        /**
         * MarkChangeOut
         * @description One change in a register's history: the new mark, the old mark, who changed it and when.
         */
        MarkChangeOut: {
            /**
             * Person Id
             * Format: uuid
             * @description The learner.
             * @example 0192f0c1-2f4e-7c3a-9d58-6b1a4a7f2d10
             */
            person_id: string;
            /**
             * Version
             * @description The version of the marks that the change made; null for an amendment.
             * @example 3
             */
            version: number | null;
            /**
             * Code
             * @description The new attendance code.
             * @example late
             */
            code: string;
            /**
             * Minutes
             * @description The new minutes.
             * @example 40
             */
            minutes: number | null;
            /**
             * Remark
             * @description The new remark.
             * @example The bus was late.
             */
            remark: string | null;
            /**
             * Source
             * @description Where the new mark came from.
             * @example coach
             * @enum {string}
             */
            source: "coach" | "self_check_in" | "call_presence" | "import" | "policy_default" | "completion";
            /**
             * Marked By
             * Format: uuid
             * @description Who changed it. For an amendment: its proposer.
             * @example 0192f0c1-2f4e-7c3a-9d58-6b1a4a7f2d10
             */
            marked_by: string;
            /**
             * Marked At
             * Format: date-time
             * @description When it was changed. For an amendment: when it took effect.
             * @example 2026-11-02T07:56:10.123456Z
             */
            marked_at: string;
            /** @description The mark before; null for a learner's first mark. */
            replaced: components["schemas"]["MarkedBeforeOut"] | null;
            /**
             * Amendment Id
             * @description The amendment of the locked register; null for a change before the lock.
             * @example 0192f0c1-9b20-7c3a-9d58-6b1a4a7f2d10
             */
            amendment_id: string | null;
            /**
             * Reason
             * @description Why it was amended; null for a change before the lock, and if it was erased on request.
             * @example She came in by the side door.
             */
            reason: string | null;
            /**
             * Approved By
             * @description The second person who approved the amendment; null when there was none.
             * @example 0192f0c1-2f4e-7c3a-9d58-6b1a4a7f2d10
             */
            approved_by: string | null;
            /**
             * Decided Alone
             * @description Whether the person who proposed the amendment decided alone; null for a change before the lock.
             * @example false
             */
            decided_alone: boolean | null;
        };
        /**
         * MarkIn
         * @description The mark of one learner.
         */
        MarkIn: {
            /**
             * Person Id
             * Format: uuid
             * @description The learner, who must be on the roster of the session.
             * @example 0192f0c1-2f4e-7c3a-9d58-6b1a4a7f2d10
             */
            person_id: string;
            /**
             * Code
             * @description The attendance code.
             * @example late
             * @enum {string}
             */
            code: "present" | "late" | "excused" | "absent";
            /**
             * Minutes
             * @description How many minutes the learner was there, if known.
             * @example 40
             */
            minutes?: number | null;
            /**
             * Remark
             * @description A remark for people of the organisation.
             * @example The bus was late.
             */
            remark?: string | null;
            /**
             * Source
             * @description Where the mark comes from.
             * @default coach
             * @example coach
             * @enum {string}
             */
            source: "coach" | "call_presence" | "import";
        };
        /**
         * MarkOut
         * @description A learner's mark. In a locked register it is official.
         */
        MarkOut: {
            /**
             * Person Id
             * Format: uuid
             * @description The learner.
             * @example 0192f0c1-2f4e-7c3a-9d58-6b1a4a7f2d10
             */
            person_id: string;
            /**
             * Code
             * @description The attendance code.
             * @example late
             */
            code: string;
            /**
             * Counts As Present
             * @description Whether the learner counts as present.
             * @example true
             */
            counts_as_present: boolean;
            /**
             * Weight Basis Points
             * @description How much of a full attendance the mark is worth: 10,000 is all of it.
             * @example 5000
             */
            weight_basis_points: number;
            /**
             * Billable
             * @description Whether the attendance may be billed.
             * @example true
             */
            billable: boolean;
            /**
             * Minutes
             * @description How many minutes the learner was there, if known.
             * @example 40
             */
            minutes: number | null;
            /**
             * Remark
             * @description The remark that was given with the mark; null if it was erased on request.
             * @example The bus was late.
             */
            remark: string | null;
            /**
             * Source
             * @description Where the mark comes from. policy_default: nobody had marked the learner when the register was locked. completion: nobody had either, but the coach reported the mark with the session, or the learner was there without having answered.
             * @example coach
             * @enum {string}
             */
            source: "coach" | "self_check_in" | "call_presence" | "import" | "policy_default" | "completion";
            /**
             * Version
             * @description The version of the marks in which it was given; null for a default or an amendment.
             * @example 3
             */
            version: number | null;
            /**
             * Marked By
             * @description Who gave the mark or proposed the amendment; null for a default.
             * @example 0192f0c1-2f4e-7c3a-9d58-6b1a4a7f2d10
             */
            marked_by: string | null;
            /**
             * Marked At
             * @description When the mark was given or the amendment took effect; null for a default.
             * @example 2026-11-02T07:56:10.123456Z
             */
            marked_at: string | null;
            /**
             * Amendment Id
             * @description The amendment that the mark comes from; null for a mark that no amendment changed.
             * @example 0192f0c1-9b20-7c3a-9d58-6b1a4a7f2d10
             */
            amendment_id?: string | null;
        };
        /**
         * MarkedBeforeOut
         * @description The mark that a change replaced.
         */
        MarkedBeforeOut: {
            /**
             * Code
             * @description Its attendance code.
             * @example present
             */
            code: string;
            /**
             * Minutes
             * @description Its minutes.
             * @example 45
             */
            minutes: number | null;
            /**
             * Remark
             * @description Its remark.
             * @example null
             */
            remark: string | null;
            /**
             * Source
             * @description Where it came from.
             * @example coach
             * @enum {string}
             */
            source: "coach" | "self_check_in" | "call_presence" | "import" | "policy_default" | "completion";
        };
        /**
         * MarksIn
         * @description Marks of many learners. Either all of them are saved or none.
         */
        MarksIn: {
            /**
             * Marks
             * @description At most one mark per learner. Learners who are left out keep the mark they have.
             */
            marks: components["schemas"]["MarkIn"][];
        };
        /**
         * MarksOut
         * @description The result of saving marks.
         */
        MarksOut: {
            /**
             * Session Id
             * Format: uuid
             * @description The session.
             * @example 0192f0c1-0000-7c3a-9d58-6b1a4a7f2d10
             */
            session_id: string;
            /**
             * Version
             * @description The new version of the marks, as in the ETag.
             * @example 3
             */
            version: number;
            /**
             * Changed
             * @description How many marks differed from the register's marks before.
             * @example 12
             */
            changed: number;
        };
        /** Page[AmendmentOut] */
        Page_AmendmentOut_: {
            /**
             * Items
             * @description The rows of this page.
             */
            items: components["schemas"]["AmendmentOut"][];
            /**
             * Next Cursor
             * @description The cursor of the next page; null on the last page.
             * @example WyJzdGFydCJd
             */
            next_cursor?: string | null;
        };
        /** Page[MarkChangeOut] */
        Page_MarkChangeOut_: {
            /**
             * Items
             * @description The rows of this page.
             */
            items: components["schemas"]["MarkChangeOut"][];
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
         * RegisterOut
         * @description The register of one session. Learners see their own mark only.
         */
        RegisterOut: {
            /**
             * Session Id
             * Format: uuid
             * @description The session.
             * @example 0192f0c1-0000-7c3a-9d58-6b1a4a7f2d10
             */
            session_id: string;
            /**
             * State
             * @description open: takes marks; locked: official, its marks never change; cancelled: the session does not take place.
             * @example locked
             * @enum {string}
             */
            state: "open" | "locked" | "cancelled";
            /**
             * Version
             * @description The version of the marks, as in the ETag; 0 before the first mark.
             * @example 3
             */
            version: number;
            /**
             * Official Version
             * @description The version of the marks that became official; null until the register is locked.
             * @example 3
             */
            official_version: number | null;
            /**
             * Unknown Version
             * @description The version that the coach named at completion, if the register never had it; null otherwise. All marks became official then. Ask the coach which marks they saw.
             * @example null
             */
            unknown_version: number | null;
            /**
             * Locked At
             * @description When the register became official; null until then.
             * @example 2026-11-02T07:56:10.123456Z
             */
            locked_at: string | null;
            /**
             * Voided At
             * @description When the completion of the session was voided; null while it counts.
             * @example null
             */
            voided_at: string | null;
            /**
             * Coach Ids
             * @description The coaches of the session, the session coach first.
             * @example [
             *       "0192f0c1-2f4e-7c3a-9d58-6b1a4a7f2d10"
             *     ]
             */
            coach_ids: string[];
            /**
             * Roster
             * @description The learners. When locked: those on the roster at completion.
             * @example [
             *       "0192f0c1-2f4e-7c3a-9d58-6b1a4a7f2d10"
             *     ]
             */
            roster: string[];
            /**
             * Marks
             * @description The marks so far. When locked: one official mark per learner.
             */
            marks: components["schemas"]["MarkOut"][];
            /**
             * Corrected
             * @description When locked: the mark of each learner that holds now, amendments included. Empty before.
             */
            corrected: components["schemas"]["MarkOut"][];
            /**
             * Late Marks
             * @description Marks that are newer than the version that became official. They do not count. A coach can propose them as amendments.
             */
            late_marks: components["schemas"]["MarkOut"][];
        };
        /**
         * RejectionIn
         * @description Why an amendment is rejected.
         */
        RejectionIn: {
            /**
             * Reason
             * @description The reason. Everybody who can read the amendment can read it.
             * @example The camera shows an empty seat.
             */
            reason: string;
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
    read_register: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag of the answer that you have, or several. If it still holds, you get 304.
                 * @example "7-9f86d081884c7d65"
                 */
                "If-None-Match"?: string;
            };
            path: {
                /** @description The session whose register it is. */
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
                    "application/json": components["schemas"]["RegisterOut"];
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
    read_mark_history: {
        parameters: {
            query?: {
                /** @description The most rows that a page has. */
                limit?: number;
                /** @description next_cursor of the previous page. Leave it out for the first page. */
                cursor?: string | null;
            };
            header?: never;
            path: {
                /** @description The session whose register it is. */
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
                    "application/json": components["schemas"]["Page_MarkChangeOut_"];
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
    mark_learners: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag that you read, or several with commas between them. You get 412 if the resource has changed since. It may be weak, because a proxy that compresses makes it so. */
                "if-match"?: string | null;
                /** @description Makes the request safe to repeat. For 24 hours the same key with the same body gets the stored answer (Idempotency-Replayed: true), and nothing is done again. The same key with another body gets 422. While the first request runs, a second one gets 409. After 24 hours the request would be done again. */
                "idempotency-key"?: string | null;
            };
            path: {
                /** @description The session whose register it is. */
                session_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MarksIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MarksOut"];
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
    list_amendments: {
        parameters: {
            query?: {
                /** @description The most rows that a page has. */
                limit?: number;
                /** @description next_cursor of the previous page. Leave it out for the first page. */
                cursor?: string | null;
            };
            header?: never;
            path: {
                /** @description The session whose register it is. */
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
                    "application/json": components["schemas"]["Page_AmendmentOut_"];
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
    propose_amendment: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes the request safe to repeat. For 24 hours the same key with the same body gets the stored answer (Idempotency-Replayed: true), and nothing is done again. The same key with another body gets 422. While the first request runs, a second one gets 409. After 24 hours the request would be done again. */
                "idempotency-key"?: string | null;
            };
            path: {
                /** @description The session whose register it is. */
                session_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AmendmentIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AmendmentOut"];
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
    approve_amendment: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes the request safe to repeat. For 24 hours the same key with the same body gets the stored answer (Idempotency-Replayed: true), and nothing is done again. The same key with another body gets 422. While the first request runs, a second one gets 409. After 24 hours the request would be done again. */
                "idempotency-key"?: string | null;
            };
            path: {
                /** @description The session whose register it is. */
                session_id: string;
                /** @description The amendment. */
                amendment_id: string;
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
                    "application/json": components["schemas"]["AmendmentOut"];
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
    reject_amendment: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes the request safe to repeat. For 24 hours the same key with the same body gets the stored answer (Idempotency-Replayed: true), and nothing is done again. The same key with another body gets 422. While the first request runs, a second one gets 409. After 24 hours the request would be done again. */
                "idempotency-key"?: string | null;
            };
            path: {
                /** @description The session whose register it is. */
                session_id: string;
                /** @description The amendment. */
                amendment_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RejectionIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AmendmentOut"];
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
