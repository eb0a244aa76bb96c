// Made from the OpenAPI document of this service. Write it again: make console-types

export interface paths {
    "/v1/sessions/{session_id}/complete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Complete a session
         * @description End a session and write its immutable completion record. For the session coach and co-coaches.
         *
         *     An admin may do it on behalf of a coach who forgot, with a reason. When the coaches' time is over, only support may
         *     do it, with a reason. The same request, sent again, gets the same answer; another request gets 409.
         */
        post: operations["complete_session"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions/{session_id}/ending": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read how a session can be ended
         * @description Read whether you may end a session now, what is in the way, and the limits for its minutes and recap.
         *
         *     The hindrances are the problems that `POST …/complete` answers now, in its order. For the session's own coaches and
         *     staff. The register is with attendance: learners of the roster without a mark in
         *     `GET /v1/attendance/registers/{session_id}` are unmarked.
         */
        get: operations["read_ending"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions/{session_id}/record": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the completion record of a session
         * @description Read the completion record: exactly the canonical bytes (RFC 8785) that were hashed.
         */
        get: operations["read_record"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List sessions
         * @description List the sessions that you may see. Staff see all; coaches and learners see those that they take part in.
         *
         *     A page may have fewer sessions than the limit. There are more as long as there is a next_cursor. With ids, names or
         *     external_ids the page has everything that is found, whatever the limit.
         */
        get: operations["list_sessions"];
        put?: never;
        /**
         * Schedule a session
         * @description Schedule a session. Admins, and coaches where the policy lets them plan.
         *
         *     A coach plans lessons that they coach alone, with learners who share a class, a series or a session with them
         *     (`GET /v1/me/learners`). Each learner or a guardian has to accept.
         */
        post: operations["create_session"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/batches/{batch_id}/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the sessions of a batch
         * @description List all sessions of a batch, past and cancelled ones too. Staff see all, coaches their own ones.
         */
        get: operations["list_batch_sessions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Download a list of sessions as CSV
         * @description Download the sessions of a list as CSV. The file can be imported again unchanged. Admins and support only.
         *
         *     Voided and cancelled sessions are left out, unless you ask for these: the file cannot say what they are.
         *
         *     The file is written while you download it, 200 sessions at a time. Each 200 are read at one instant; the whole file
         *     is not. So a session that is created meanwhile, or whose dates change meanwhile, may be missing or appear twice. A
         *     download that ends early was stopped by an error.
         */
        get: operations["export_sessions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions/{session_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a session
         * @description Read a session. Staff may read it at any time; coaches and learners as its windows and visibility allow.
         *
         *     Its `completion` shows what was recorded and what holds after corrections. With `as_of` it shows what held at that
         *     instant. All other fields are those of now.
         *
         *     The answer is 404 if you may not know of the session, and 403 (session-not-open) if you only see it listed. The
         *     tracking page shows when learners opened the session.
         */
        get: operations["read_session"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change a session
         * @description Change a session: its plan, its roster and the coaches of its courses, whole or not at all.
         *
         *     For admins, and before it begins for the coach who planned it. If a coach moves it, its learners are asked again.
         *     Once it is completed, only name, description, windows and visibility change. Each part that changes raises the
         *     version by one.
         */
        patch: operations["change_session"];
        trace?: never;
    };
    "/v1/sessions/{session_id}/copy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Copy a session
         * @description Schedule a copy of this session, or the session that replaces it if it was voided. Admins only.
         */
        post: operations["copy_session"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions/{session_id}/courses": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change the courses of a session
         * @description Add and remove courses. The others stay. For admins, and before it begins for the coach who planned it.
         */
        post: operations["change_courses"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions/{session_id}/courses/{course_id}/coaches": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change the coaches of a course in a session
         * @description Add and remove coaches of one course. Admins only.
         *
         *     They see the session, but cannot complete it and are not paid for it.
         */
        post: operations["change_course_coaches"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions/{session_id}/roster": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change the roster of a session
         * @description Add and remove learners, and enrol whole classes. Everybody else stays.
         *
         *     For admins, and before it begins for the coach who planned it.
         */
        post: operations["change_roster"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions/{session_id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel a session
         * @description Cancel a session that is not completed. For admins, and before it begins for the coach who planned it.
         */
        post: operations["cancel_session"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/learners": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the learners with whom you may plan
         * @description List by name the learners who share a class, a series or a session with you. For coaches.
         */
        get: operations["list_learners"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions/{session_id}/acceptance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Answer an invitation
         * @description Accept or decline an invitation. Learners answer for themselves, guardians for their learners.
         *
         *     Admins answer for anybody on the roster. A guardian names the learner as person_id.
         *
         *     Learners may answer as soon as lists show them the session. It need not be open yet. They may decline until it
         *     begins, and accept until it is completed. Admins may correct an answer until then, with a reason.
         *
         *     An answer to a course run holds for its lessons to come, except for those that were answered alone.
         */
        post: operations["answer_invitation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions/{session_id}/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Start a session
         * @description Start a session. For its coaches and admins.
         */
        post: operations["start_session"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions/{session_id}/presence": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Join or leave the call of a session
         * @description Join or leave the call of an online session. Its coaches, admins and support can also do this for others.
         */
        post: operations["change_presence"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions/{session_id}/leave": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Leave the call of a session yourself
         * @description Leave the call of an online session yourself. The session goes on and is completed later.
         */
        post: operations["leave_call"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions/{session_id}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the history of a session
         * @description Read who did what to a session, newest first. For admins, support, auditors and the session's own coaches.
         *
         *     Coaches do not see the reason of a cancellation, only its notice.
         */
        get: operations["read_history"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions/{session_id}/tracking": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the attendance tracking of a session
         * @description Read each learner's answer, periods on the roster, accesses and attendance, by name. Past learners are included.
         *
         *     For admins, support and the session's own coaches. Attendance appears when the register is locked, a moment after
         *     the session is completed.
         */
        get: operations["read_tracking"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions/{session_id}/notes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the notes of a session
         * @description Read the notes that you may read, newest first: your own, and those for an audience to which you belong.
         *
         *     A note whose text was erased stays in the list without its text.
         */
        get: operations["list_notes"];
        put?: never;
        /**
         * Write a note on a session
         * @description Write a note. For coaches of the session and of its courses, admins and support.
         *
         *     A note is never changed or removed. It can be written in any state of the session, and changes neither the session's
         *     record nor its version.
         */
        post: operations["create_note"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions/{session_id}/links": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the links of a session
         * @description Read the links of a session, and of its batch, course run and courses, the nearest first. `of` says which.
         *
         *     The session must be open to you: otherwise 403 (session-not-open) says when it opens. Staff may always read them. A
         *     cancelled session shows no link to a call.
         */
        get: operations["list_session_links"];
        put?: never;
        /**
         * Add a link to a session
         * @description Add a link to a session. For its session coach, its co-coaches and admins.
         *
         *     A session has at most 20 links, and one of them to a call. A completed or cancelled session gets no link to a call
         *     any more. Links change neither the session's record nor its version, and no event has them.
         */
        post: operations["add_session_link"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions/{session_id}/links/{link_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove a link of a session
         * @description Remove a link of the session itself. For its session coach, its co-coaches and admins.
         */
        delete: operations["remove_session_link"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/batches/{batch_id}/links": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the links of a batch
         * @description Read the links of the batch itself, the oldest first. For its coaches and staff.
         */
        get: operations["list_batch_links"];
        put?: never;
        /**
         * Add a link to a batch
         * @description Add a link to a batch. All of its sessions show it. For its coaches and admins.
         *
         *     A batch has at most 20 links, and one of them to a call.
         */
        post: operations["add_batch_link"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/batches/{batch_id}/links/{link_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove a link of a batch
         * @description Remove a link of the batch. For its coaches and admins.
         */
        delete: operations["remove_batch_link"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/courses/{course_id}/links": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the links of a course
         * @description Read the links of a course, the oldest first. For coaches and staff.
         */
        get: operations["list_course_links"];
        put?: never;
        /**
         * Add a link to a course
         * @description Add a link to a course. All sessions that have the course show it. Admins only.
         *
         *     A course has at most 20 links, and one of them to a call. They go when the course is deleted.
         */
        post: operations["add_course_link"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/courses/{course_id}/links/{link_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove a link of a course
         * @description Remove a link of the course. Admins only.
         */
        delete: operations["remove_course_link"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions/{session_id}/substitutes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Propose a substitute for a session
         * @description Propose another coach for a session that you cannot give. For its session coach and co-coaches.
         *
         *     It is possible where the policy lets coaches plan, and until the session begins. You stay its coach until an admin
         *     confirms the proposal. You have at most one open proposal for a session.
         */
        post: operations["propose_substitute"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/substitutes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the substitutes that were proposed
         * @description List proposed substitutes, the newest first.
         *
         *     Staff read all. A coach reads those that they proposed, and those in which they are the substitute, without the
         *     reasons.
         */
        get: operations["list_substitutes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/substitutes/{proposal_id}/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Confirm a substitute
         * @description Give the session to the substitute, with the place and the share of the coach who proposed it. Admins only.
         *
         *     What learners answered stays. If the substitute has another session at that time, nothing changes (409
         *     double-booked).
         */
        post: operations["confirm_substitute"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/substitutes/{proposal_id}/reject": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Reject or withdraw a substitute
         * @description Reject a proposal with a reason. For admins. The coach who proposed it withdraws it, and needs no reason.
         */
        post: operations["reject_substitute"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/colleagues": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List whom you may propose as a substitute
         * @description List by name the other coaches of your organisation. For coaches.
         */
        get: operations["list_colleagues"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions/{session_id}/amendments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the amendments of a session
         * @description Read the amendments and voids that were proposed, newest first. For staff and the session's own coaches.
         */
        get: operations["list_amendments"];
        put?: never;
        /**
         * Propose an amendment of a session
         * @description Propose an amendment of a completed session. For the session's own coaches, admins and support.
         *
         *     The proposal waits for approval (state proposed), unless the policy under which the session was completed lets you
         *     decide alone (state applied). The completion record does not change.
         */
        post: operations["propose_amendment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions/{session_id}/void": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Void a session
         * @description Void a completed session, or propose it. The same people may do so, and the same rules decide, as for amendments.
         *
         *     A void is final. The session's earnings are reversed and reports leave the session out. The completion record does
         *     not change.
         */
        post: operations["void_session"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions/{session_id}/amendments/{amendment_id}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Approve an amendment or void
         * @description Approve a proposed amendment or void. For the roles that the policy names.
         *
         *     If the policy requires a second person, you cannot approve your own proposal.
         */
        post: operations["approve_amendment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions/{session_id}/amendments/{amendment_id}/reject": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Reject an amendment or void
         * @description Reject a proposed amendment or void. For the roles that the policy names, and for the person who proposed it.
         */
        post: operations["reject_amendment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions/{session_id}/recap": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the recap of a session
         * @description Read the recap of a completed session: a JSON string, or an object of three sections.
         *
         *     It is the recap that holds after amendments, or the one that held at `as_of`. The answer is 410 (text-erased) if it
         *     was erased.
         */
        get: operations["read_recap"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/amendments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the amendments of all sessions
         * @description Read the amendments and voids that were proposed, newest first. Staff read all, coaches those of own sessions.
         */
        get: operations["list_all_amendments"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions/{session_id}/help": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask for help with the end of a session
         * @description Send minutes, recap and marks of a session that you cannot complete yourself, and the reason.
         *
         *     For its coach and co-coaches, when their time is over or something else is in the way. It is unofficial, until an
         *     admin or support completes the session with it. If you send another one, it replaces the first. So you also answer a
         *     question.
         */
        post: operations["request_help"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/help": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List requests for help
         * @description List requests for help. Staff see all, coaches those of their own sessions.
         *
         *     Those that wait come in the order in which they were asked. Those that have ended have the newest first.
         */
        get: operations["list_help"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/help/{help_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a request for help
         * @description Read a request for help with its texts, and what is in the way of ending the session now.
         *
         *     For staff and the session's own coaches. A text that was erased is null.
         */
        get: operations["read_help"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/help/{help_id}/complete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Complete a session as its coach asks
         * @description Complete the session with the minutes, the recap and the marks of a request for help. For admins and support.
         *
         *     Until the coaches' time is over an admin may do it, afterwards only support. You may correct the minutes, and say
         *     who of the learners without an answer attended. The record names you and the coach, who wrote the recap. What
         *     refuses a completion refuses this too. The same request, sent again, gets the same answer.
         */
        post: operations["complete_help"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/help/{help_id}/question": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Answer a request for help with a question
         * @description Ask the coach for what is missing. For admins and support. The coach answers with another request.
         *
         *     A new question replaces the one before. The same question, sent again by the same person, changes nothing.
         */
        post: operations["question_help"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/help/{help_id}/close": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Close a request for help
         * @description Close a request for help with a reason. For admins, support, and the coach who asked and withdraws it.
         *
         *     The session stays as it is. Its coach may ask again.
         */
        post: operations["close_help"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List your sessions
         * @description List your own sessions: those that you coach, of which you coach a course, or in which you learn.
         *
         *     A guardian's list has the sessions of their learners. The list has only sessions that you may see listed, cancelled
         *     ones included. Your dates are the access window, else the schedule; for a coach they are the coach window, if there
         *     is one; for a lesson of a course run they are the schedule. A page may have fewer sessions than the limit. There are
         *     more as long as there is a next_cursor.
         */
        get: operations["list_own_sessions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read who you are
         * @description Read who you are and what you may do: your name, organisation, zone and roles, and a guardian's learners.
         *
         *     A front end begins with this.
         */
        get: operations["read_own_identity"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/unlogged": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List your unlogged sessions
         * @description List your unlogged sessions: those that you coach, and that are past their end and not completed or cancelled.
         *
         *     The oldest is first. Each has the time that you have left to log it. After that, only support can complete it.
         */
        get: operations["list_own_unlogged"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/calendar": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read whether you have a calendar URL
         * @description Read whether you have a calendar URL, and when it was created.
         */
        get: operations["read_calendar"];
        put?: never;
        /**
         * Create the URL of your calendar
         * @description Create the secret URL of your calendar, or replace it. An earlier URL stops working at once.
         *
         *     The URL is not stored, so it cannot be shown again. This request takes no Idempotency-Key: sent twice, it makes a
         *     new URL each time.
         */
        post: operations["create_calendar"];
        /**
         * Revoke your calendar URL
         * @description Revoke your calendar URL. If you have none, nothing happens.
         */
        delete: operations["revoke_calendar"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/calendar.ics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a calendar as a file
         * @description Read a calendar at its secret URL, as an iCalendar file (RFC 5545). No access token is needed.
         *
         *     The file has at most 2,000 sessions, from 90 days ago to 400 days ahead: those that have a schedule and that the
         *     person may see listed. Cancelled sessions have their notice. Sessions that the person declined are left out.
         *     Sessions that the person cannot open now have no description and no room. A session that is open to the person has
         *     the address of its call (`URL` and `CONFERENCE`) from an hour before its start until its end. The answer is 404 if
         *     the key is wrong or was revoked.
         */
        get: operations["read_calendar_file"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/batches": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List batches
         * @description List batches by name. For staff, and for the coaches of each.
         */
        get: operations["list_batches"];
        put?: never;
        /**
         * Create a batch
         * @description Create a batch and generate its sessions of the next `ahead_days` days, all or none.
         *
         *     For admins, and for coaches where the policy lets them plan: lessons that they coach alone, with learners whom they
         *     know. If a coach or room is already booked, nothing is created and the answer is 409 (double-booked). It names the
         *     sessions concerned.
         */
        post: operations["create_batch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/batches/{batch_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a batch
         * @description Read a batch with its next sessions, and with the dates that were skipped and why. For staff and its coaches.
         */
        get: operations["read_batch"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change a batch
         * @description Change a batch and its upcoming sessions, all or none. For admins, and for the coach who planned it.
         *
         *     A new time of day or zone moves sessions. A new rule cancels the sessions of dates that it no longer has, and
         *     creates sessions for its new dates. Sessions that have begun or are over do not change. A field that was changed on
         *     a session alone does not change either.
         */
        patch: operations["change_batch"];
        trace?: never;
    };
    "/v1/batches/{batch_id}/roster": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change the roster of a batch
         * @description Add and remove learners of a batch and of its upcoming sessions, and enrol whole classes.
         *
         *     For admins, and for the coach who planned it. A learner who is on the batch's roster and was removed from a single
         *     session stays off that session.
         */
        post: operations["change_batch_roster"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/batches/{batch_id}/acceptance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Answer the invitation to a batch
         * @description Accept or decline a batch, once for all its sessions to come.
         *
         *     Learners answer for themselves, guardians for their learners, admins for anybody on its roster. An answer can be
         *     taken back for one session (`POST /v1/sessions/{session_id}/acceptance`). Such an answer stays, whatever is
         *     answered to the batch later.
         */
        post: operations["answer_series"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/batches/{batch_id}/end": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End a batch
         * @description End a batch. Its sessions after an instant or date are cancelled, and no more are generated.
         *
         *     For admins, and for the coach who planned it.
         */
        post: operations["end_batch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/people": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List people
         * @description List people by username. q searches name, username and e-mail address.
         *
         *     A page may have fewer people than the limit. There are more as long as there is a next_cursor. With ids,
         *     usernames or external_ids the page has everybody who is found, whatever the limit.
         *
         *     Coaches, learners and guardians look people up in one of these ways, without any other filter. They find those whom
         *     they may read (GET /v1/people/{person_id}). By ids they also find the names that their sessions show them: the
         *     answer then has only id and name.
         */
        get: operations["list_people"];
        put?: never;
        /**
         * Create a person
         * @description Create a person. Admins only.
         */
        post: operations["create_person"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/people/{person_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a person
         * @description Read a person: anybody for staff, the people of their sessions for coaches, their learners for guardians.
         *
         *     Everybody reads themselves.
         */
        get: operations["read_person"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change a person
         * @description Change a person. Admins only.
         *
         *     The answer is 409 (role-needed) if the new role conflicts with what the person takes part in. A person who coaches
         *     sessions or batches that are not over must stay a coach or an admin. A person on a roster or in a class must stay a
         *     learner. Guardians and their learners must keep their roles.
         */
        patch: operations["change_person"];
        trace?: never;
    };
    "/v1/people/{person_id}/guardians": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the guardians of a learner
         * @description Read the guardians of a learner. It is for those who may read the learner.
         */
        get: operations["read_guardians"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/people/{person_id}/guardians/{guardian_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Add a guardian to a learner
         * @description Let a guardian see the sessions, records and proofs that a learner sees. Admins only.
         */
        put: operations["add_guardian"];
        post?: never;
        /**
         * Remove a guardian from a learner
         * @description Remove a guardian from a learner. If they are not a guardian of the learner, nothing happens. Admins only.
         */
        delete: operations["remove_guardian"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/people/{person_id}/erasure": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Erase a person
         * @description Erase a person everywhere: name, addresses, texts about them, and what was derived. Admins only.
         *
         *     Records, marks and pay stay, because they prove what was delivered; they name the person by an id only. If the
         *     policy asks for a second person (`erasure_second_person`), another admin has to approve it. While the person takes
         *     part in something that is not over, the answer is 409 and lists what. Follow the erasure at its Location.
         */
        post: operations["erase_person"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/erasures/{erasure_id}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Approve an erasure
         * @description Approve an erasure that somebody else asked for. It is carried out within seconds. Admins only.
         */
        post: operations["approve_erasure"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/erasures/{erasure_id}/reject": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Reject an erasure
         * @description Reject an erasure that waits for approval, or take back one's own. Nothing is erased. Admins only.
         */
        post: operations["reject_erasure"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/erasures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List erasures
         * @description List the erasures of the organisation, the latest first. For admins and auditors.
         */
        get: operations["list_all_erasures"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/erasures/{erasure_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read an erasure
         * @description Read an erasure: its state, and per service what went, what stays and why. For admins and auditors.
         */
        get: operations["read_one_erasure"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Exchange a token of the provider
         * @description Exchange a token of your provider for a short-lived token of the platform (RFC 8693). No other token is needed.
         *
         *     The account of the token must be linked to a person. `audience` names the organisation by its org_id. Without it the
         *     account must be linked in one organisation only. If it is linked in several, the error lists them.
         */
        post: operations["exchange_token"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/token/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the keys of the platform's tokens
         * @description Read the public keys of the tokens that the exchange makes, as a JWK Set. No token is needed.
         *
         *     The gateway and the services may be set up to read the keys here.
         */
        get: operations["read_token_keys"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/accounts/open": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Open an invitation
         * @description Link the account with which you signed in at the provider to the person of an invitation.
         *
         *     It needs the provider's token, and no other one. Afterwards POST /v1/token gives tokens. The answer is 404
         *     (invitation-refused) for every secret that does not work, 401 if the provider's token is not valid, and 409
         *     (account-in-use) if the account is linked to another person of the organisation.
         */
        post: operations["open_account"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/accounts/invitations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List invitations to sign in
         * @description List invitations, the newest first, without their secrets.
         */
        get: operations["list_account_invitations"];
        put?: never;
        /**
         * Invite people to sign in
         * @description Invite people to link the account with which they sign in. Admins only.
         *
         *     Each invitation is valid once, and until it expires. An earlier one of the same person ends. The secrets are shown
         *     only in this answer. Who has a linked account, or was erased, is skipped. This request takes no Idempotency-Key:
         *     sent again, it makes new invitations.
         */
        post: operations["invite_people"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List who signs in
         * @description List the people of the organisation by username: who was invited, who has signed in, and when last.
         */
        get: operations["list_accounts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/accounts/{person_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read how a person signs in
         * @description Read how a person signs in, with all accounts and invitations that there were, and who did what when.
         */
        get: operations["read_account"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/accounts/{person_id}/unlink": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Unlink the account of a person
         * @description Unlink the account of a person, who can then be invited again. Admins only.
         *
         *     The account gets no token any more. A token that it has already ends within minutes.
         */
        post: operations["unlink_account"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/accounts/{person_id}/invitation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Withdraw the invitation of a person
         * @description Withdraw the open invitation of a person, for example because its link went to somebody else. Admins only.
         */
        delete: operations["withdraw_invitation"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/courses": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List courses
         * @description List courses by code. q searches code and title. Admins, support, coaches and learners.
         *
         *     A page may have fewer courses than the limit. There are more as long as there is a next_cursor.
         */
        get: operations["list_courses"];
        put?: never;
        /**
         * Create a course
         * @description Create a course. A category name that is new creates the category. Admins only.
         */
        post: operations["create_course"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/courses/{course_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a course
         * @description Read a course. Admins, support, coaches and learners.
         */
        get: operations["read_course"];
        put?: never;
        post?: never;
        /**
         * Delete a course
         * @description Delete a course. It is refused (in-use) if a session or batch has the course, even a past one. Admins only.
         */
        delete: operations["delete_course"];
        options?: never;
        head?: never;
        /**
         * Change a course
         * @description Change a course. A category name that is new creates the category. Admins only.
         */
        patch: operations["change_course"];
        trace?: never;
    };
    "/v1/categories": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List categories
         * @description List categories by name. Admins, support, coaches and learners.
         *
         *     A page may have fewer categories than the limit. There are more as long as there is a next_cursor.
         */
        get: operations["list_categories"];
        put?: never;
        /**
         * Create a category
         * @description Create a category. Admins only.
         */
        post: operations["create_category"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/categories/{category_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Delete a category
         * @description Delete a category. It is refused (in-use) while a session, course or batch is in the category. Admins only.
         */
        delete: operations["delete_category"];
        options?: never;
        head?: never;
        /**
         * Rename a category
         * @description Rename a category. Its sessions and courses stay in it. Admins only.
         */
        patch: operations["rename_category"];
        trace?: never;
    };
    "/v1/classes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List classes
         * @description List classes by name. Admins, support and coaches.
         *
         *     A page may have fewer classes than the limit. There are more as long as there is a next_cursor.
         */
        get: operations["list_classes"];
        put?: never;
        /**
         * Create a class
         * @description Create a class. Admins only.
         */
        post: operations["create_class"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/classes/{class_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a class
         * @description Read a class, its coaches and a page of its members, in order of username. Admins, support and coaches.
         */
        get: operations["read_class"];
        put?: never;
        post?: never;
        /**
         * Delete a class
         * @description Delete a class and the history of its members. Admins only.
         *
         *     It is refused (in-use) if the class was ever enrolled in a session. Remove all members of such a class instead.
         */
        delete: operations["delete_class"];
        options?: never;
        head?: never;
        /**
         * Change a class
         * @description Change the name, description or external_id of a class. Admins only.
         */
        patch: operations["change_class"];
        trace?: never;
    };
    "/v1/classes/{class_id}/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change the members of a class
         * @description Add learners to a class and remove learners from it. Everybody else stays. Admins only.
         *
         *     Sessions in which the class is enrolled keep their rosters. To add new members to them, enrol the class again.
         */
        post: operations["change_members"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/classes/{class_id}/coaches": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change the coaches of a class
         * @description Add coaches to a class and remove coaches from it. Admins only.
         *
         *     Where the policy lets coaches plan, they may plan lessons with the learners of their classes.
         */
        post: operations["change_coaches"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/rooms": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List rooms
         * @description List rooms by name. Admins, support and coaches.
         *
         *     A page may have fewer rooms than the limit. There are more as long as there is a next_cursor.
         */
        get: operations["list_rooms"];
        put?: never;
        /**
         * Create a room
         * @description Create a room. Admins only.
         */
        post: operations["create_room"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/rooms/{room_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a room
         * @description Read a room. Admins, support and coaches.
         */
        get: operations["read_room"];
        put?: never;
        post?: never;
        /**
         * Delete a room
         * @description Delete a room. It is refused (in-use) if a session or batch has the room, even a past one. Admins only.
         */
        delete: operations["delete_room"];
        options?: never;
        head?: never;
        /**
         * Change a room
         * @description Change a room. The numbers of seats of its sessions do not change. Admins only.
         */
        patch: operations["change_room"];
        trace?: never;
    };
    "/v1/organisation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read your organisation
         * @description Read your organisation.
         */
        get: operations["read_organisation"];
        /**
         * Create or change your organisation
         * @description Create or change your organisation. Admins only.
         */
        put: operations["put_organisation"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/policy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the policy
         * @description Read the policy in force, and the versions that come into force later.
         *
         *     The ETag is the number of the newest version, even if that comes into force later. The policy of a session is the
         *     newest version that was in force at its planned start; without a schedule, at its actual start.
         */
        get: operations["read_policy"];
        /**
         * Set the next version of the policy
         * @description Put the next version of the policy in force, now or from another instant on. Admins only.
         */
        put: operations["put_policy"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/policy/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the versions of the policy
         * @description List all versions of the policy, newest first.
         */
        get: operations["list_policy_versions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/policy/presets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the presets of the policy
         * @description List the presets from which a policy may start. All of them are on one page.
         */
        get: operations["list_policy_presets"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/organisation/call-hook": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Create the call hook
         * @description Create the hook by which your call provider reports who joined and left, or replace it. Admins only.
         *
         *     An earlier hook stops working at once. The secret is shown only once. This request takes no Idempotency-Key: sent
         *     again, it makes a new hook.
         */
        post: operations["create_call_hook"];
        /**
         * Revoke the call hook
         * @description Revoke your organisation's hook. If there is none, nothing happens. Admins only.
         */
        delete: operations["revoke_call_hook"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/call-events/{hook_key}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Receive an event of a call provider
         * @description Receive an event of a call provider. It is signed (Standard Webhooks), so no access token is needed.
         *
         *     An event that is delivered again with the same webhook-id changes nothing and gets the same answer. Events may come
         *     in any order: an event that is older than the last known change of that person is not applied. The answer is 401 if
         *     the signature is wrong or the timestamp is more than five minutes off, and 404 if there is no such hook or session.
         */
        post: operations["take_call_event"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/imports/people": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Import people
         * @description Import people from the columns username, name, role and optionally email, or Chamilo's columns. Admins only.
         */
        post: operations["import_people"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/imports/courses": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Import courses
         * @description Import courses from the columns code, title and optionally category, or Chamilo's columns. Admins only.
         */
        post: operations["import_courses"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/imports/classes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Import classes
         * @description Import classes from the column name and optionally description and members (usernames). Admins only.
         *
         *     The import adds members and never removes any.
         */
        post: operations["import_classes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/imports/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Import sessions
         * @description Import sessions from Chamilo's columns and from columns of our own. Admins only.
         *
         *     The import adds learners, courses with their coaches, and classes, and never removes any. A class that is already
         *     enrolled is not enrolled again. People, courses, classes and rooms must exist. Missing categories are created.
         */
        post: operations["import_sessions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/imports/enrolments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Import enrolments
         * @description Import enrolments from the columns SessionName and Username. Admins only.
         *
         *     The columns Action (add, remove) and Acceptance are optional. In each session, removals come first. Then learners
         *     are added in order of lines, as long as there are seats.
         */
        post: operations["import_enrolments"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/imports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the imports
         * @description List the imports, newest first: also those at once, dry runs and refused files. Admins and support only.
         */
        get: operations["list_imports"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/imports/{import_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the progress of an import
         * @description Read an import and its progress. Admins and support only.
         */
        get: operations["read_import"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/imports/{import_id}/rows": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the rows of an import
         * @description List the results for the rows of a large file, in order of lines. Admins and support only.
         *
         *     An import at once keeps none (`rows_kept`), because they were in its answer. While the import is writing, a row that
         *     is not written yet shows the result from the check.
         */
        get: operations["list_rows"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/log/key": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the public key of the log
         * @description Read the public key of your organisation's log. Keep it: with it you need not trust this service.
         *
         *     If the key was changed, `keys` has all keys. Each one announced the next, so any of them verifies the whole log.
         */
        get: operations["read_key"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/log/checkpoint": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a checkpoint of the log
         * @description Read a checkpoint of your organisation: the newest, or the one of a size. It is a C2SP tlog-checkpoint, verbatim.
         *
         *     Keep checkpoints. With one of them you can prove later whether the log was rewritten.
         */
        get: operations["read_checkpoint"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/log/consistency": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Prove that a later log contains an earlier one
         * @description Prove that a later log begins with the whole earlier log (RFC 6962): nothing was changed or removed.
         */
        get: operations["read_consistency"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions/{session_id}/proof": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Prove that a session is in the log
         * @description Prove that the log has a session's record and all its corrections. The proof can be verified offline.
         *
         *     For everybody who may read the session. The proof has the texts that you may read. For a moment after a completion
         *     the answer is 409.
         */
        get: operations["read_proof"];
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
         * AcceptanceIn
         * @description An answer to an invitation.
         */
        AcceptanceIn: {
            /**
             * Person Id
             * @description Who answers; default: the caller.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            person_id?: string | null;
            /**
             * Acceptance
             * @description The answer.
             * @example accepted
             * @enum {string}
             */
            acceptance: "accepted" | "declined";
            /**
             * Reason
             * @description For admins: why they correct an answer that was given already, or decline once it has begun.
             * @example null
             */
            reason?: string | null;
        };
        /**
         * AcceptanceOut
         * @description A learner's answer to an invitation. It shows nothing of the session, which may not be open to them yet.
         */
        AcceptanceOut: {
            /**
             * Session Id
             * Format: uuid
             * @description The session.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            session_id: string;
            /**
             * Person Id
             * Format: uuid
             * @description The learner.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            person_id: string;
            /**
             * Acceptance
             * @description The answer.
             * @example accepted
             * @enum {string}
             */
            acceptance: "accepted" | "declined";
        };
        /**
         * AccountHistoryOut
         * @description A person, how they sign in, and all that was linked and sent before.
         */
        AccountHistoryOut: {
            /**
             * Person Id
             * Format: uuid
             * @description A person's id.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            person_id: string;
            /**
             * Name
             * @description Their name.
             * @example Ada Lovelace
             */
            name: string;
            /**
             * Username
             * @description Their username.
             * @example ada
             */
            username: string;
            /**
             * Role
             * @description Their role, which their tokens have.
             * @example learner
             */
            role: string;
            /**
             * State
             * @description linked: the person signs in with an account. invited: an invitation waits. unlinked: an account was linked once. lapsed: there was an invitation, which has ended. not_invited: there was none.
             * @example linked
             * @enum {string}
             */
            state: "linked" | "invited" | "unlinked" | "lapsed" | "not_invited";
            /**
             * Invited At
             * @description When they were invited last; null: never.
             * @example 2026-11-02T06:10:00Z
             */
            invited_at: string | null;
            /**
             * Expires At
             * @description Until when that invitation is or was valid.
             * @example 2026-11-02T06:10:00Z
             */
            expires_at: string | null;
            /**
             * Linked At
             * @description When their present account was linked.
             * @example 2026-11-02T06:10:00Z
             */
            linked_at: string | null;
            /**
             * Last Signed In At
             * @description When they got a token last, with any account; null: never.
             * @example 2026-11-02T06:10:00Z
             */
            last_signed_in_at: string | null;
            /**
             * Accounts
             * @description Accounts, the newest first.
             */
            accounts: components["schemas"]["LinkedOut"][];
            /**
             * Invitations
             * @description Invitations, the newest first.
             */
            invitations: components["schemas"]["InvitationOut"][];
        };
        /**
         * AccountOut
         * @description A person, and how they sign in.
         */
        AccountOut: {
            /**
             * Person Id
             * Format: uuid
             * @description A person's id.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            person_id: string;
            /**
             * Name
             * @description Their name.
             * @example Ada Lovelace
             */
            name: string;
            /**
             * Username
             * @description Their username.
             * @example ada
             */
            username: string;
            /**
             * Role
             * @description Their role, which their tokens have.
             * @example learner
             */
            role: string;
            /**
             * State
             * @description linked: the person signs in with an account. invited: an invitation waits. unlinked: an account was linked once. lapsed: there was an invitation, which has ended. not_invited: there was none.
             * @example linked
             * @enum {string}
             */
            state: "linked" | "invited" | "unlinked" | "lapsed" | "not_invited";
            /**
             * Invited At
             * @description When they were invited last; null: never.
             * @example 2026-11-02T06:10:00Z
             */
            invited_at: string | null;
            /**
             * Expires At
             * @description Until when that invitation is or was valid.
             * @example 2026-11-02T06:10:00Z
             */
            expires_at: string | null;
            /**
             * Linked At
             * @description When their present account was linked.
             * @example 2026-11-02T06:10:00Z
             */
            linked_at: string | null;
            /**
             * Last Signed In At
             * @description When they got a token last, with any account; null: never.
             * @example 2026-11-02T06:10:00Z
             */
            last_signed_in_at: string | null;
        };
        /**
         * AmendmentDetailOut
         * @description An amendment or void with its texts.
         */
        AmendmentDetailOut: {
            /**
             * Amendment Id
             * Format: uuid
             * @description Its id.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            amendment_id: string;
            /**
             * Session Id
             * Format: uuid
             * @description The session.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            session_id: string;
            /**
             * Field
             * @description The field that it amends, or void.
             * @example minutes
             */
            field: ("minutes" | "recap" | "coach_shares") | "void";
            /**
             * State
             * @description Whether it is proposed, applied or rejected.
             * @example applied
             * @enum {string}
             */
            state: "proposed" | "applied" | "rejected";
            /**
             * @description The value before: minutes, the recap's digest or the coaches' shares. A void has all three.
             * @example 45
             */
            old: components["schemas"]["JsonValue"];
            /**
             * @description The value after, in the same form; null for a void.
             * @example 30
             */
            new: components["schemas"]["JsonValue"];
            /**
             * Proposed By
             * Format: uuid
             * @description Who proposed it.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            proposed_by: string;
            /**
             * Proposed At
             * Format: date-time
             * @description When it was proposed.
             * @example 2026-11-02T06:10:00Z
             */
            proposed_at: string;
            /**
             * Decided By
             * @description Who applied or rejected it; null while it waits.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            decided_by: string | null;
            /**
             * Decided At
             * @description When it was applied or rejected; null while it waits.
             * @example 2026-11-02T06:10:00Z
             */
            decided_at: string | null;
            /**
             * Decided Alone
             * @description Whether the person who proposed it decided alone that it takes effect. It is false while it waits, and when it was rejected.
             * @example false
             */
            decided_alone: boolean;
            /**
             * Version
             * @description The session's version that it made; null if it was not applied.
             * @example 4
             */
            version: number | null;
            /**
             * Reason
             * @description Why it was proposed; null if the text was erased.
             * @example Broke off
             */
            reason: string | null;
            /**
             * Recap
             * @description The proposed recap; null if it is about another field, or if the text was erased.
             * @example null
             */
            recap: string | {
                [key: string]: string;
            } | null;
            /**
             * Rejection Reason
             * @description Why it was rejected; null if it was not, or if the text was erased.
             * @example null
             */
            rejection_reason: string | null;
            /**
             * Erased
             * @description Whether its texts were erased on request.
             * @example false
             */
            erased: boolean;
        };
        /**
         * AmendmentIn
         * @description A new value for one field of the completion, and the reason.
         */
        AmendmentIn: {
            /**
             * Field
             * @description The field to amend. Send a new value for it alone.
             * @example minutes
             * @enum {string}
             */
            field: "minutes" | "recap" | "coach_shares";
            /**
             * Minutes
             * @description The new minutes: a multiple of the policy's step.
             * @example 30
             */
            minutes?: number | null;
            /**
             * Recap
             * @description The new recap: one text, or three sections.
             * @example We solved linear equations …
             */
            recap?: string | components["schemas"]["RecapSectionsBody"] | null;
            /**
             * Coaches
             * @description The new shares: every coach of the session with their share.
             * @example [
             *       {
             *         "person_id": "0193b2a4-0000-7000-8000-000000000001",
             *         "share_basis_points": 10000
             *       }
             *     ]
             */
            coaches?: components["schemas"]["ShareIn"][] | null;
            /**
             * Reason
             * @description The reason.
             * @example The call broke off after 30 minutes
             */
            reason: string;
        };
        /**
         * AmendmentOfSessionOut
         * @description An amendment or void with its texts, and the name of its session.
         */
        AmendmentOfSessionOut: {
            /**
             * Amendment Id
             * Format: uuid
             * @description Its id.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            amendment_id: string;
            /**
             * Session Id
             * Format: uuid
             * @description The session.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            session_id: string;
            /**
             * Field
             * @description The field that it amends, or void.
             * @example minutes
             */
            field: ("minutes" | "recap" | "coach_shares") | "void";
            /**
             * State
             * @description Whether it is proposed, applied or rejected.
             * @example applied
             * @enum {string}
             */
            state: "proposed" | "applied" | "rejected";
            /**
             * @description The value before: minutes, the recap's digest or the coaches' shares. A void has all three.
             * @example 45
             */
            old: components["schemas"]["JsonValue"];
            /**
             * @description The value after, in the same form; null for a void.
             * @example 30
             */
            new: components["schemas"]["JsonValue"];
            /**
             * Proposed By
             * Format: uuid
             * @description Who proposed it.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            proposed_by: string;
            /**
             * Proposed At
             * Format: date-time
             * @description When it was proposed.
             * @example 2026-11-02T06:10:00Z
             */
            proposed_at: string;
            /**
             * Decided By
             * @description Who applied or rejected it; null while it waits.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            decided_by: string | null;
            /**
             * Decided At
             * @description When it was applied or rejected; null while it waits.
             * @example 2026-11-02T06:10:00Z
             */
            decided_at: string | null;
            /**
             * Decided Alone
             * @description Whether the person who proposed it decided alone that it takes effect. It is false while it waits, and when it was rejected.
             * @example false
             */
            decided_alone: boolean;
            /**
             * Version
             * @description The session's version that it made; null if it was not applied.
             * @example 4
             */
            version: number | null;
            /**
             * Reason
             * @description Why it was proposed; null if the text was erased.
             * @example Broke off
             */
            reason: string | null;
            /**
             * Recap
             * @description The proposed recap; null if it is about another field, or if the text was erased.
             * @example null
             */
            recap: string | {
                [key: string]: string;
            } | null;
            /**
             * Rejection Reason
             * @description Why it was rejected; null if it was not, or if the text was erased.
             * @example null
             */
            rejection_reason: string | null;
            /**
             * Erased
             * @description Whether its texts were erased on request.
             * @example false
             */
            erased: boolean;
            /**
             * Session Name
             * @description The name of the session.
             * @example Algebra, Mon 7:10
             */
            session_name: string;
        };
        /**
         * AmendmentOut
         * @description A proposed amendment or void, and the decision about it.
         *
         *     It contains no texts. Answers are stored for their Idempotency-Key, and a stored text could not be erased.
         */
        AmendmentOut: {
            /**
             * Amendment Id
             * Format: uuid
             * @description Its id.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            amendment_id: string;
            /**
             * Session Id
             * Format: uuid
             * @description The session.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            session_id: string;
            /**
             * Field
             * @description The field that it amends, or void.
             * @example minutes
             */
            field: ("minutes" | "recap" | "coach_shares") | "void";
            /**
             * State
             * @description Whether it is proposed, applied or rejected.
             * @example applied
             * @enum {string}
             */
            state: "proposed" | "applied" | "rejected";
            /**
             * @description The value before: minutes, the recap's digest or the coaches' shares. A void has all three.
             * @example 45
             */
            old: components["schemas"]["JsonValue"];
            /**
             * @description The value after, in the same form; null for a void.
             * @example 30
             */
            new: components["schemas"]["JsonValue"];
            /**
             * Proposed By
             * Format: uuid
             * @description Who proposed it.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            proposed_by: string;
            /**
             * Proposed At
             * Format: date-time
             * @description When it was proposed.
             * @example 2026-11-02T06:10:00Z
             */
            proposed_at: string;
            /**
             * Decided By
             * @description Who applied or rejected it; null while it waits.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            decided_by: string | null;
            /**
             * Decided At
             * @description When it was applied or rejected; null while it waits.
             * @example 2026-11-02T06:10:00Z
             */
            decided_at: string | null;
            /**
             * Decided Alone
             * @description Whether the person who proposed it decided alone that it takes effect. It is false while it waits, and when it was rejected.
             * @example false
             */
            decided_alone: boolean;
            /**
             * Version
             * @description The session's version that it made; null if it was not applied.
             * @example 4
             */
            version: number | null;
        };
        /**
         * AttendanceOut
         * @description The learner's mark on the session's locked register.
         */
        AttendanceOut: {
            /**
             * Code
             * @description The mark.
             * @example late
             */
            code: string;
            /**
             * Counts As Present
             * @description Whether the mark counts as present.
             * @example true
             */
            counts_as_present: boolean;
            /**
             * Minutes
             * @description Minutes of attendance; null if nobody entered them.
             * @example 40
             */
            minutes: number | null;
        };
        /**
         * BatchChangeOut
         * @description A batch after a change, and what the change did to its sessions.
         */
        BatchChangeOut: {
            /**
             * Description
             * @description What it is about.
             * @example Linear equations
             */
            description: string;
            /**
             * Mode
             * @description Where it takes place.
             * @example online
             * @enum {string}
             */
            mode: "online" | "in_person";
            /**
             * Visibility
             * @description What learners may do outside the access window.
             * @example read_only
             * @enum {string}
             */
            visibility: "read_only" | "accessible" | "not_accessible" | "list_only";
            /**
             * Seats Max
             * @description Number of seats; null: no limit.
             * @example 24
             */
            seats_max: number | null;
            /**
             * Batch Id
             * Format: uuid
             * @description The batch's id.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            batch_id: string;
            /**
             * Version
             * @description Its version, with which its ETag begins.
             * @example 2
             */
            version: number;
            /**
             * State
             * @description Whether it is active or has ended.
             * @example active
             * @enum {string}
             */
            state: "active" | "ended";
            /**
             * Run Id
             * @description The course run inside which it is planned, if it is.
             * @example null
             */
            run_id: string | null;
            /**
             * Name
             * @description Its name, unique among batches.
             * @example Algebra
             */
            name: string;
            /**
             * Planned By Coach
             * @description Whether a coach planned it, so that each learner has to accept.
             * @example false
             */
            planned_by_coach: boolean;
            /**
             * Coaches
             * @description The session coach of its sessions first, then co-coaches.
             */
            coaches: components["schemas"]["CoachOut"][];
            /**
             * Course Ids
             * @description Its courses.
             * @example [
             *       "0193b2a4-0000-7000-8000-000000000001"
             *     ]
             */
            course_ids: string[];
            /**
             * Category Id
             * @description The id of its category.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            category_id: string | null;
            /**
             * Zone
             * @description IANA zone of its wall clocks.
             * @example Europe/Prague
             */
            zone: string;
            /**
             * Rule
             * @description RFC 5545 recurrence rule: FREQ (DAILY, WEEKLY, MONTHLY), INTERVAL, BYDAY, BYMONTHDAY, BYSETPOS, WKST, COUNT or UNTIL (a date, which is included, or a time). Without a day it is that of first_at.
             * @example FREQ=WEEKLY;BYDAY=MO,WE
             */
            rule: string;
            /**
             * First At
             * Format: date-time
             * @description Wall clock in the batch's zone, without offset: the date from which the rule counts, and the time of day at which each session starts.
             * @example 2026-11-02T17:00
             */
            first_at: string;
            /**
             * Duration Minutes
             * @description Length of a session in minutes.
             * @example 60
             */
            duration_minutes: number;
            /**
             * Room Id
             * @description The room where it takes place.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            room_id: string | null;
            /**
             * Ahead Days
             * @description Sessions are generated this many days ahead.
             * @example 28
             */
            ahead_days: number;
            /**
             * Generated To
             * Format: date
             * @description Sessions were generated for the dates before this one.
             * @example 2026-12-01
             */
            generated_to: string;
            /**
             * Ended At
             * @description If the batch has ended: no session takes place after this instant.
             * @example null
             */
            ended_at: string | null;
            /**
             * Class Ids
             * @description The classes that were enrolled.
             * @example [
             *       "0193b2a4-0000-7000-8000-000000000001"
             *     ]
             */
            class_ids: string[];
            /**
             * Roster
             * @description The learners of each new session, in order of person id.
             */
            roster: components["schemas"]["SeatOut"][];
            /**
             * Sessions Created
             * @description Number of sessions that were created.
             * @example 4
             */
            sessions_created: number;
            /**
             * Sessions Changed
             * @description Number of sessions that were changed or moved.
             * @example 0
             */
            sessions_changed: number;
            /**
             * Sessions Cancelled
             * @description Number of sessions that were cancelled.
             * @example 0
             */
            sessions_cancelled: number;
        };
        /**
         * BatchCourseOut
         * @description A course of a batch.
         */
        BatchCourseOut: {
            /**
             * Course Id
             * Format: uuid
             * @description The course's id.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            course_id: string;
            /**
             * Code
             * @description Its code.
             * @example MATH-1
             */
            code: string;
            /**
             * Title
             * @description Its title.
             * @example Algebra for beginners
             */
            title: string;
        };
        /**
         * BatchDetailOut
         * @description A batch with the names of what it refers to, its next sessions, and the dates that were skipped.
         */
        BatchDetailOut: {
            /**
             * Description
             * @description What it is about.
             * @example Linear equations
             */
            description: string;
            /**
             * Mode
             * @description Where it takes place.
             * @example online
             * @enum {string}
             */
            mode: "online" | "in_person";
            /**
             * Visibility
             * @description What learners may do outside the access window.
             * @example read_only
             * @enum {string}
             */
            visibility: "read_only" | "accessible" | "not_accessible" | "list_only";
            /**
             * Seats Max
             * @description Number of seats; null: no limit.
             * @example 24
             */
            seats_max: number | null;
            /**
             * Batch Id
             * Format: uuid
             * @description The batch's id.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            batch_id: string;
            /**
             * Version
             * @description Its version, with which its ETag begins.
             * @example 2
             */
            version: number;
            /**
             * State
             * @description Whether it is active or has ended.
             * @example active
             * @enum {string}
             */
            state: "active" | "ended";
            /**
             * Run Id
             * @description The course run inside which it is planned, if it is.
             * @example null
             */
            run_id: string | null;
            /**
             * Name
             * @description Its name, unique among batches.
             * @example Algebra
             */
            name: string;
            /**
             * Planned By Coach
             * @description Whether a coach planned it, so that each learner has to accept.
             * @example false
             */
            planned_by_coach: boolean;
            /**
             * Coaches
             * @description The session coach of its sessions first, then co-coaches.
             */
            coaches: components["schemas"]["CoachOut"][];
            /**
             * Course Ids
             * @description Its courses.
             * @example [
             *       "0193b2a4-0000-7000-8000-000000000001"
             *     ]
             */
            course_ids: string[];
            /**
             * Category Id
             * @description The id of its category.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            category_id: string | null;
            /**
             * Zone
             * @description IANA zone of its wall clocks.
             * @example Europe/Prague
             */
            zone: string;
            /**
             * Rule
             * @description RFC 5545 recurrence rule: FREQ (DAILY, WEEKLY, MONTHLY), INTERVAL, BYDAY, BYMONTHDAY, BYSETPOS, WKST, COUNT or UNTIL (a date, which is included, or a time). Without a day it is that of first_at.
             * @example FREQ=WEEKLY;BYDAY=MO,WE
             */
            rule: string;
            /**
             * First At
             * Format: date-time
             * @description Wall clock in the batch's zone, without offset: the date from which the rule counts, and the time of day at which each session starts.
             * @example 2026-11-02T17:00
             */
            first_at: string;
            /**
             * Duration Minutes
             * @description Length of a session in minutes.
             * @example 60
             */
            duration_minutes: number;
            /**
             * Room Id
             * @description The room where it takes place.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            room_id: string | null;
            /**
             * Ahead Days
             * @description Sessions are generated this many days ahead.
             * @example 28
             */
            ahead_days: number;
            /**
             * Generated To
             * Format: date
             * @description Sessions were generated for the dates before this one.
             * @example 2026-12-01
             */
            generated_to: string;
            /**
             * Ended At
             * @description If the batch has ended: no session takes place after this instant.
             * @example null
             */
            ended_at: string | null;
            /**
             * Class Ids
             * @description The classes that were enrolled.
             * @example [
             *       "0193b2a4-0000-7000-8000-000000000001"
             *     ]
             */
            class_ids: string[];
            /**
             * Category
             * @description The name of its category.
             * @example Maths
             */
            category: string | null;
            /**
             * Room
             * @description The name of its room.
             * @example Room 4
             */
            room: string | null;
            /**
             * Courses
             * @description Its courses, in order.
             */
            courses: components["schemas"]["BatchCourseOut"][];
            /**
             * Roster
             * @description The learners of each new session, in order of person id.
             */
            roster: components["schemas"]["BatchSeatOut"][];
            /**
             * People
             * @description The names of its coaches and learners.
             */
            people: components["schemas"]["PersonName"][];
            /**
             * Next Sessions
             * @description Its next sessions, in order of their start.
             */
            next_sessions: components["schemas"]["NextSession"][];
            /**
             * Skipped
             * @description The latest dates for which no session could be generated.
             */
            skipped: components["schemas"]["SkippedOccurrence"][];
        };
        /**
         * BatchEndIn
         * @description The end of a batch.
         */
        BatchEndIn: {
            /**
             * After
             * @description Sessions that start after this instant, or after this date in the batch's zone, are cancelled. Null means now.
             * @example 2026-12-18
             */
            after?: string | null;
            /**
             * Reason
             * @description The reason. Coaches and learners do not see it.
             * @example Too few learners
             */
            reason: string;
            /**
             * Notice
             * @description A message for coaches and learners of the cancelled sessions.
             * @example The course ends before Christmas.
             */
            notice?: string | null;
        };
        /**
         * BatchIn
         * @description A batch to create, with its sessions of the next `ahead_days` days.
         */
        BatchIn: {
            /**
             * Description
             * @description What it is about.
             * @default
             * @example Linear equations
             */
            description: string;
            /**
             * Mode
             * @description Where it takes place.
             * @example online
             * @enum {string}
             */
            mode: "online" | "in_person";
            /**
             * Visibility
             * @description What learners may do outside the access window.
             * @default read_only
             * @example read_only
             * @enum {string}
             */
            visibility: "read_only" | "accessible" | "not_accessible" | "list_only";
            /**
             * Seats Max
             * @description Number of seats; null: no limit.
             * @example 24
             */
            seats_max?: number | null;
            /**
             * Name
             * @description Its name, unique among batches.
             * @example Algebra
             */
            name: string;
            /**
             * Run Id
             * @description The course run inside which it is planned: a session without a planned time. It takes from the run what this request does not say, and follows the run until it begins.
             * @example null
             */
            run_id?: string | null;
            /**
             * Coaches
             * @description The session coach first, then co-coaches. Inside a course run they may be left out: then they are those of the run, also when the run changes.
             * @example [
             *       {
             *         "person_id": "0193b2a4-0000-7000-8000-000000000001"
             *       }
             *     ]
             */
            coaches?: components["schemas"]["CoachIn"][] | null;
            /**
             * Course Ids
             * @description Its courses.
             * @default []
             * @example [
             *       "0193b2a4-0000-7000-8000-000000000001"
             *     ]
             */
            course_ids: string[];
            /**
             * Category
             * @description The name of its category. A name that is new creates a category.
             * @example Maths
             */
            category?: string | null;
            /**
             * Zone
             * @description IANA zone of its wall clock; default: the organisation's.
             */
            zone?: string | null;
            /**
             * Rule
             * @description RFC 5545 recurrence rule: FREQ (DAILY, WEEKLY, MONTHLY), INTERVAL, BYDAY, BYMONTHDAY, BYSETPOS, WKST, COUNT or UNTIL (a date, which is included, or a time). Without a day it is that of first_at.
             * @example FREQ=WEEKLY;BYDAY=MO,WE
             */
            rule: string;
            /**
             * First At
             * Format: date-time
             * @description Wall clock in the batch's zone, without offset: the date from which the rule counts, and the time of day at which each session starts.
             * @example 2026-11-02T17:00
             */
            first_at: string;
            /**
             * Duration Minutes
             * @description Length of a session in minutes.
             * @example 60
             */
            duration_minutes: number;
            /**
             * Room Id
             * @description The room where it takes place.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            room_id?: string | null;
            /**
             * Ahead Days
             * @description Sessions are generated this many days ahead.
             * @default 28
             * @example 28
             */
            ahead_days: number;
            /**
             * Roster
             * @description Learners to start with.
             * @default []
             */
            roster: components["schemas"]["SeatIn"][];
            /**
             * Class Ids
             * @description Classes to enrol, with their current members.
             * @default []
             * @example [
             *       "0193b2a4-0000-7000-8000-000000000001"
             *     ]
             */
            class_ids: string[];
        };
        /**
         * BatchPatch
         * @description Changes to a batch and to its upcoming sessions. A field that is left out stays as it is.
         */
        BatchPatch: {
            /**
             * Description
             * @description What it is about.
             * @default
             * @example Linear equations
             */
            description: string;
            /**
             * Mode
             * @description Where it takes place.
             * @default online
             * @example online
             * @enum {string}
             */
            mode: "online" | "in_person";
            /**
             * Visibility
             * @description What learners may do outside the access window.
             * @default read_only
             * @example read_only
             * @enum {string}
             */
            visibility: "read_only" | "accessible" | "not_accessible" | "list_only";
            /**
             * Seats Max
             * @description Number of seats; null: no limit.
             * @example 24
             */
            seats_max?: number | null;
            /**
             * Name
             * @description Its name, unique among batches.
             * @default
             * @example Algebra
             */
            name: string;
            /**
             * Coaches
             * @description The session coach first, then co-coaches.
             * @default []
             */
            coaches: components["schemas"]["CoachIn"][];
            /**
             * Course Ids
             * @description Its courses.
             * @default []
             * @example [
             *       "0193b2a4-0000-7000-8000-000000000001"
             *     ]
             */
            course_ids: string[];
            /**
             * Category
             * @description The name of its category; null removes it from any.
             * @example Maths
             */
            category?: string | null;
            /**
             * Zone
             * @description IANA zone of its wall clocks.
             * @default
             * @example Europe/Prague
             */
            zone: string;
            /**
             * Rule
             * @description RFC 5545 recurrence rule: FREQ (DAILY, WEEKLY, MONTHLY), INTERVAL, BYDAY, BYMONTHDAY, BYSETPOS, WKST, COUNT or UNTIL (a date, which is included, or a time). Without a day it is that of first_at.
             * @default
             * @example FREQ=WEEKLY;BYDAY=MO,WE
             */
            rule: string;
            /**
             * First At
             * Format: date-time
             * @description Wall clock in the batch's zone, without offset: the date from which the rule counts, and the time of day at which each session starts.
             * @default 0001-01-01T00:00:00
             * @example 2026-11-02T17:00
             */
            first_at: string;
            /**
             * Duration Minutes
             * @description Length of a session in minutes.
             * @default 5
             * @example 60
             */
            duration_minutes: number;
            /**
             * Room Id
             * @description The room where it takes place.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            room_id?: string | null;
            /**
             * Ahead Days
             * @description Sessions are generated this many days ahead.
             * @default 28
             * @example 28
             */
            ahead_days: number;
            /**
             * Notice
             * @description A message for coaches and learners of sessions that are cancelled because of a new rule.
             * @example From next week on we meet on Tuesdays.
             */
            notice?: string | null;
        };
        /**
         * BatchSeatOut
         * @description A learner of a batch.
         */
        BatchSeatOut: {
            /**
             * Person Id
             * Format: uuid
             * @description A person's id.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            person_id: string;
            /**
             * Acceptance
             * @description Their answer to the invitation.
             * @example accepted
             * @enum {string}
             */
            acceptance: "invited" | "accepted" | "declined";
            /**
             * Accepted By
             * @description How it came about that they take part. answer: they or a guardian accepted; series: they accepted its series or course run; enrolment: they were enrolled by class, file or course run, which counts as accepted; admin: an admin wrote it; attending: nobody answered, but they were there; policy: the policy does not wait for answers. Null: they have not accepted, or it was not kept.
             * @example answer
             */
            accepted_by?: ("answer" | "series" | "enrolment" | "admin" | "attending" | "policy") | null;
            /**
             * Added At
             * Format: date-time
             * @description When they were added.
             * @example 2026-11-02T16:00:00Z
             */
            added_at: string;
        };
        /**
         * BatchSummary
         * @description A batch in a list.
         */
        BatchSummary: {
            /**
             * Batch Id
             * Format: uuid
             * @description The batch's id.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            batch_id: string;
            /**
             * Version
             * @description Its version.
             * @example 2
             */
            version: number;
            /**
             * Name
             * @description Its name.
             * @example Algebra
             */
            name: string;
            /**
             * State
             * @description Whether it is active or has ended.
             * @example active
             * @enum {string}
             */
            state: "active" | "ended";
            /**
             * Run Id
             * @description The course run inside which it is planned, if it is.
             * @example null
             */
            run_id: string | null;
            /**
             * Mode
             * @description Where it takes place.
             * @example online
             * @enum {string}
             */
            mode: "online" | "in_person";
            /**
             * Rule
             * @description RFC 5545 recurrence rule: FREQ (DAILY, WEEKLY, MONTHLY), INTERVAL, BYDAY, BYMONTHDAY, BYSETPOS, WKST, COUNT or UNTIL (a date, which is included, or a time). Without a day it is that of first_at.
             * @example FREQ=WEEKLY;BYDAY=MO,WE
             */
            rule: string;
            /**
             * First At
             * Format: date-time
             * @description Wall clock in the batch's zone, without offset: the date from which the rule counts, and the time of day at which each session starts.
             * @example 2026-11-02T17:00
             */
            first_at: string;
            /**
             * Zone
             * @description IANA zone of its wall clocks.
             * @example Europe/Prague
             */
            zone: string;
            /**
             * Duration Minutes
             * @description Length of a session in minutes.
             * @example 60
             */
            duration_minutes: number;
            /**
             * Ended At
             * @description If the batch has ended: no session takes place after this instant.
             * @example null
             */
            ended_at: string | null;
            /**
             * Coach Id
             * Format: uuid
             * @description A person's id.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            coach_id: string;
            /**
             * Coach Name
             * @description The coach's name.
             * @example Grace Hopper
             */
            coach_name: string;
            /**
             * Learner Count
             * @description Number of learners.
             * @example 12
             */
            learner_count: number;
            /**
             * Skipped Count
             * @description Number of dates from today on for which no session could be generated.
             * @example 0
             */
            skipped_count: number;
        };
        /**
         * CalendarOut
         * @description Whether there is a calendar URL.
         */
        CalendarOut: {
            /**
             * Created At
             * @description When it was created; null if there is none.
             * @example 2026-11-02T06:10:00Z
             */
            created_at: string | null;
        };
        /**
         * CallEventIn
         * @description Somebody joined or left a call. Unknown fields are ignored, because providers add some of their own.
         */
        CallEventIn: {
            /**
             * Type
             * @description Whether the person joined or left.
             * @example participant.joined
             * @enum {string}
             */
            type: "participant.joined" | "participant.left";
            /**
             * Session Id
             * Format: uuid
             * @description The session to which the call belongs.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            session_id: string;
            /**
             * Person Id
             * Format: uuid
             * @description A person's id.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            person_id: string;
            /**
             * At
             * Format: date-time
             * @description When it happened, by the provider's clock.
             * @example 2026-11-02T06:10:12Z
             */
            at: string;
        };
        /**
         * CallHookOut
         * @description A hook with its secret. The secret is shown only once.
         */
        CallHookOut: {
            /**
             * Path
             * @description The path on this host to which the provider posts.
             * @example /v1/call-events/AZOypAAAcAA…
             */
            path: string;
            /**
             * Secret
             * @description The secret with which the provider signs (Standard Webhooks). It is not shown again.
             * @example whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD
             */
            secret: string;
            /**
             * Created At
             * Format: date-time
             * @description When it was created.
             * @example 2026-11-02T06:10:00Z
             */
            created_at: string;
        };
        /**
         * CancelIn
         * @description A cancellation.
         */
        CancelIn: {
            /**
             * Reason
             * @description The reason. Coaches and learners do not see it.
             * @example Coach is ill
             */
            reason: string;
            /**
             * Notice
             * @description A message for its coaches and learners.
             * @example We make it up on Friday.
             */
            notice?: string | null;
        };
        /**
         * CategoryIn
         * @description A category of sessions and courses.
         */
        CategoryIn: {
            /**
             * Name
             * @description Its name, unique in the organisation, whatever its case and width.
             * @example Mathematics
             */
            name: string;
        };
        /**
         * CategoryOut
         * @description A category.
         */
        CategoryOut: {
            /**
             * Name
             * @description Its name, unique in the organisation, whatever its case and width.
             * @example Mathematics
             */
            name: string;
            /**
             * Category Id
             * Format: uuid
             * @description The category's id.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            category_id: string;
            /**
             * Version
             * @description Its version, with which its ETag begins.
             * @example 2
             */
            version: number;
        };
        /**
         * ClassCoachesDelta
         * @description Coaches to add to a class and to remove from it. The others stay.
         */
        ClassCoachesDelta: {
            /**
             * Add
             * @description Coaches to add.
             * @default []
             * @example [
             *       "0193b2a4-0000-7000-8000-000000000001"
             *     ]
             */
            add: string[];
            /**
             * Remove
             * @description Coaches to remove.
             * @default []
             * @example [
             *       "0193b2a4-0000-7000-8000-000000000001"
             *     ]
             */
            remove: string[];
        };
        /**
         * ClassDetailOut
         * @description A class and a page of its members.
         */
        ClassDetailOut: {
            /**
             * Class Id
             * Format: uuid
             * @description The class's id.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            class_id: string;
            /**
             * Version
             * @description Its version, with which its ETag begins.
             * @example 2
             */
            version: number;
            /**
             * Name
             * @description Its name, unique in the organisation, whatever its case and width.
             * @example 7b
             */
            name: string;
            /**
             * Description
             * @description Its description.
             * @example Second floor
             */
            description: string;
            /**
             * External Id
             * @description Its id in another system, unique in the organisation. Case matters; white space at its ends is left out. Null: none.
             * @example LMS-4711
             */
            external_id: string | null;
            /**
             * Member Count
             * @description Number of learners who are in it now.
             * @example 24
             */
            member_count: number;
            /**
             * Coaches
             * @description Its coaches, by name. They may plan lessons with its learners, where the policy says so.
             */
            coaches: components["schemas"]["PersonName"][];
            /**
             * Members
             * @description Its members now, in order of username.
             */
            members: components["schemas"]["MemberOut"][];
            /**
             * Next Cursor
             * @description Cursor of the next page of members; null on the last one.
             * @example null
             */
            next_cursor: string | null;
        };
        /**
         * ClassIn
         * @description A class to create.
         */
        ClassIn: {
            /**
             * Name
             * @description Its name, unique in the organisation, whatever its case and width. It must not contain |.
             * @example 7b
             */
            name: string;
            /**
             * Description
             * @description Its description.
             * @default
             * @example Second floor
             */
            description: string;
            /**
             * External Id
             * @description Its id in another system, unique in the organisation. Case matters; white space at its ends is left out. Null: none.
             * @example LMS-4711
             */
            external_id?: string | null;
            /**
             * Members
             * @description Learners to start with.
             * @default []
             * @example [
             *       "0193b2a4-0000-7000-8000-000000000001"
             *     ]
             */
            members: string[];
        };
        /**
         * ClassOfSessionOut
         * @description A class that was enrolled.
         */
        ClassOfSessionOut: {
            /**
             * Class Id
             * Format: uuid
             * @description The class.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            class_id: string;
            /**
             * Name
             * @description Its name.
             * @example 4.B
             */
            name: string;
        };
        /**
         * ClassOut
         * @description A class.
         */
        ClassOut: {
            /**
             * Class Id
             * Format: uuid
             * @description The class's id.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            class_id: string;
            /**
             * Version
             * @description Its version, with which its ETag begins.
             * @example 2
             */
            version: number;
            /**
             * Name
             * @description Its name, unique in the organisation, whatever its case and width.
             * @example 7b
             */
            name: string;
            /**
             * Description
             * @description Its description.
             * @example Second floor
             */
            description: string;
            /**
             * External Id
             * @description Its id in another system, unique in the organisation. Case matters; white space at its ends is left out. Null: none.
             * @example LMS-4711
             */
            external_id: string | null;
            /**
             * Member Count
             * @description Number of learners who are in it now.
             * @example 24
             */
            member_count: number;
        };
        /**
         * ClassPatch
         * @description Changes to a class. A field that is left out stays as it is.
         */
        ClassPatch: {
            /**
             * Name
             * @description Its name, unique in the organisation, whatever its case and width. It must not contain |.
             * @default
             * @example 8b
             */
            name: string;
            /**
             * Description
             * @description Its description.
             * @default
             * @example Third floor
             */
            description: string;
            /**
             * External Id
             * @description Its id in another system, unique in the organisation. Case matters; white space at its ends is left out. Null: none.
             * @example LMS-4711
             */
            external_id?: string | null;
        };
        /**
         * CloseHelpIn
         * @description Why a request for help is closed.
         */
        CloseHelpIn: {
            /**
             * Reason
             * @description The reason.
             * @example The session did not take place
             */
            reason: string;
        };
        /**
         * CoachIn
         * @description A coach of the session.
         */
        CoachIn: {
            /**
             * Person Id
             * Format: uuid
             * @description A person's id.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            person_id: string;
            /**
             * Share Basis Points
             * @description Their share of the earnings in basis points. Give one to every coach, or to none to split evenly.
             * @example 10000
             */
            share_basis_points?: number | null;
        };
        /**
         * CoachOut
         * @description A coach and their share of the earnings.
         */
        CoachOut: {
            /**
             * Person Id
             * Format: uuid
             * @description A person's id.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            person_id: string;
            /**
             * Share Basis Points
             * @description Their share in basis points; 10,000 is the whole.
             * @example 10000
             */
            share_basis_points: number;
        };
        /**
         * CompletedOut
         * @description A completion as its record has it. It never changes.
         */
        CompletedOut: {
            /**
             * Logged Minutes
             * @description The minutes that count.
             * @example 45
             */
            logged_minutes: number;
            /**
             * Coaches
             * @description The coaches who are paid, with their shares.
             */
            coaches: components["schemas"]["CoachOut"][];
            /**
             * Recap Sha256
             * @description Salted digest of the recap, in hex. …/recap has the text.
             * @example 9f86d0818…
             */
            recap_sha256: string;
            /**
             * Raw Minutes
             * @description The minutes as they were sent.
             * @example 43
             */
            raw_minutes: number;
            /**
             * Started At
             * Format: date-time
             * @description When the session began.
             * @example 2026-11-02T06:10:00Z
             */
            started_at: string;
            /**
             * Ended At
             * Format: date-time
             * @description When it ended.
             * @example 2026-11-02T06:53:00Z
             */
            ended_at: string;
            /**
             * Completed At
             * Format: date-time
             * @description When it was completed.
             * @example 2026-11-02T06:55:10Z
             */
            completed_at: string;
            /**
             * Completed By
             * Format: uuid
             * @description Who completed it.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            completed_by: string;
            /**
             * Late
             * @description Whether support completed it after the coach's time was over.
             * @example false
             */
            late: boolean;
            /**
             * Recap Characters
             * @description Number of characters counted in the recap.
             * @example 163
             */
            recap_characters: number;
            /**
             * Policy Version
             * @description The version of the policy that was applied.
             * @example 0
             */
            policy_version: number;
            /**
             * Record Hash
             * @description RFC 6962 leaf hash of the record's bytes, in hex.
             * @example 9f86d0818…
             */
            record_hash: string;
        };
        /**
         * CompletionIn
         * @description The end of a session, as its coach logs it.
         */
        CompletionIn: {
            /**
             * Minutes
             * @description Minutes to log: a multiple of the policy's step. Send either this or raw_minutes.
             * @example 45
             */
            minutes?: number | null;
            /**
             * Raw Minutes
             * @description Exact minutes. They are rounded to the policy's step as the policy says.
             * @example 43
             */
            raw_minutes?: number | null;
            /**
             * Recap
             * @description What happened: one text, or three sections. Leave it out if the policy needs none.
             * @default
             * @example We solved linear equations …
             */
            recap: string | components["schemas"]["RecapSectionsBody"];
            /**
             * Attended Ids
             * @description Learners who never answered their invitation, but were there. They take part by attending. In a session that a coach planned they have to answer nevertheless.
             * @default []
             * @example []
             */
            attended_ids: string[];
            /**
             * Not Attended Ids
             * @description Learners who never answered their invitation, and were not there. They do not take part, and do not count as absent.
             * @default []
             * @example []
             */
            not_attended_ids: string[];
            /**
             * Attendance Version
             * @description The version of the register that you saw.
             * @example 3
             */
            attendance_version?: number | null;
            /**
             * Log And Leave
             * @description Leave the call as well.
             * @default false
             * @example true
             */
            log_and_leave: boolean;
            /**
             * Reason
             * @description Why somebody else completes it: an admin on behalf of a coach, or support after the coach's time is over. Both need it.
             * @example The coach was in hospital
             */
            reason?: string | null;
            /**
             * On Behalf Of
             * @description For admins and support: the coach on whose behalf it is completed. Default for an admin: the session coach.
             * @example null
             */
            on_behalf_of?: string | null;
        };
        /**
         * CompletionOut
         * @description A completed session. The same request, sent again, gets the same answer.
         */
        CompletionOut: {
            /**
             * Session Id
             * Format: uuid
             * @description The session.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            session_id: string;
            /**
             * Event Id
             * Format: uuid
             * @description The id of its SessionCompleted event.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            event_id: string;
            /**
             * State
             * @description Always completed.
             * @example completed
             * @constant
             */
            state: "completed";
            /**
             * Version
             * @description The session's version.
             * @example 3
             */
            version: number;
            /**
             * Completed At
             * Format: date-time
             * @description When it was completed.
             * @example 2026-11-02T06:55:10Z
             */
            completed_at: string;
            /**
             * Completed By
             * Format: uuid
             * @description Who completed it.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            completed_by: string;
            /**
             * Late
             * @description Whether support completed it after the coach's time was over.
             * @example false
             */
            late: boolean;
            /**
             * On Behalf Of
             * @description The coach for whom somebody else completed it, if so.
             * @example null
             */
            on_behalf_of?: string | null;
            /**
             * Contradictions
             * @description What contradicts in what was planned, started and logged. started_after_plan: start was pressed when the planned time was over, so the planned start counts. longer_than_elapsed: more minutes were logged than had passed. plan_moved_afterwards: the plan was moved when it was over.
             * @example [
             *       "started_after_plan"
             *     ]
             */
            contradictions?: ("started_after_plan" | "longer_than_elapsed" | "plan_moved_afterwards")[];
            /**
             * Started At
             * Format: date-time
             * @description When it began.
             * @example 2026-11-02T06:10:00Z
             */
            started_at: string;
            /**
             * Ended At
             * Format: date-time
             * @description When it ended.
             * @example 2026-11-02T06:53:00Z
             */
            ended_at: string;
            /**
             * Raw Minutes
             * @description The minutes as they were sent.
             * @example 43
             */
            raw_minutes: number;
            /**
             * Logged Minutes
             * @description The minutes that count.
             * @example 45
             */
            logged_minutes: number;
            /**
             * Recap Characters
             * @description Number of characters counted in the recap.
             * @example 163
             */
            recap_characters: number;
            /**
             * Coaches
             * @description The coaches who are paid, with their shares.
             */
            coaches: components["schemas"]["CoachOut"][];
            /**
             * Recap By
             * @description Who wrote the recap, if somebody else completed it.
             * @example null
             */
            recap_by?: string | null;
            /**
             * Roster
             * @description The roster when the session was completed.
             */
            roster: components["schemas"]["SeatOut"][];
            /**
             * Never Answered
             * @description Its learners who never answered and were not there. They neither take part nor count as absent.
             * @example []
             */
            never_answered?: string[];
            /**
             * Policy Version
             * @description The version of the policy that was applied.
             * @example 0
             */
            policy_version: number;
            /**
             * Attendance Version
             * @description The version of the register, as it was sent.
             * @example 3
             */
            attendance_version: number | null;
            /**
             * Record Hash
             * @description RFC 6962 leaf hash of the record's bytes, in hex.
             * @example 9f86d0818…
             */
            record_hash: string;
        };
        /**
         * ConsistencyOut
         * @description A proof that the later of two checkpoints covers everything that the earlier one covers.
         */
        ConsistencyOut: {
            /**
             * Type
             * @description What this document is.
             * @example lockstep.consistency.v1
             * @constant
             */
            type: "lockstep.consistency.v1";
            /**
             * Origin
             * @description The log's name: the first line of its checkpoints.
             * @example lockstep.local/sessions/0193b2a4-0000-7000-8000-000000000001
             */
            origin: string;
            /**
             * Verifier Key
             * @description The log's public key, as signed notes use it (C2SP vkey). Compare it with the key that you kept.
             * @example lockstep.local/sessions/0193b2a4-0000-7000-8000-000000000001+5e1f0a2b+ARoM8f3myQgpkk0Tug1ItR3g4tk8Ryk42Zskb0togqVB
             */
            verifier_key: string;
            /**
             * From
             * @description A checkpoint: the signed note, verbatim.
             * @example lockstep.local/sessions/0193b2a4-0000-7000-8000-000000000001
             *     3
             *     CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
             *
             *     — lockstep.local/sessions/0193b2a4-0000-7000-8000-000000000001 Xh8KK…
             */
            from: string;
            /**
             * To
             * @description A checkpoint: the signed note, verbatim.
             * @example lockstep.local/sessions/0193b2a4-0000-7000-8000-000000000001
             *     3
             *     CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
             *
             *     — lockstep.local/sessions/0193b2a4-0000-7000-8000-000000000001 Xh8KK…
             */
            to: string;
            /**
             * Hashes
             * @description The proof's hashes in the order of RFC 6962, in base64.
             * @example [
             *       "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="
             *     ]
             */
            hashes: string[];
            /**
             * Key Changes
             * @description The changes of the log's key up to the (later) checkpoint. Empty: it was never changed.
             */
            key_changes: components["schemas"]["KeyChangeOut"][];
        };
        /**
         * CopyIn
         * @description How a copy differs from its original.
         */
        CopyIn: {
            /**
             * Name
             * @description Its name. Default: the original's name with “ (copy)”, or for a successor without it.
             * @example Algebra 2
             */
            name?: string | null;
            /**
             * Starts At
             * @description Its start. It takes as long as the original. Its windows move by as much on the clocks of its zone; in a course run they are those of the run. Null: no planned time, so the copy is a course run.
             * @example 2026-11-02T07:10:00+01:00
             */
            starts_at?: string | null;
            /**
             * With Roster
             * @description Invite the original's learners.
             * @default false
             * @example true
             */
            with_roster: boolean;
            /**
             * As Successor
             * @description The original was voided, and the copy replaces it: `successor_of` names the original. It has the original's name, which is free again, and so are its coaches and room.
             * @default false
             * @example true
             */
            as_successor: boolean;
        };
        /**
         * CorrectableOut
         * @description The values of a completion that can be amended.
         */
        CorrectableOut: {
            /**
             * Logged Minutes
             * @description The minutes that count.
             * @example 45
             */
            logged_minutes: number;
            /**
             * Coaches
             * @description The coaches who are paid, with their shares.
             */
            coaches: components["schemas"]["CoachOut"][];
            /**
             * Recap Sha256
             * @description Salted digest of the recap, in hex. …/recap has the text.
             * @example 9f86d0818…
             */
            recap_sha256: string;
        };
        /**
         * CorrectionOut
         * @description An amendment or void that was applied.
         */
        CorrectionOut: {
            /**
             * Amendment Id
             * Format: uuid
             * @description Its id.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            amendment_id: string;
            /**
             * Field
             * @description The field that it amends, or void.
             * @example minutes
             */
            field: ("minutes" | "recap" | "coach_shares") | "void";
            /**
             * @description The value before: minutes, the recap's digest or the coaches' shares. A void has all three.
             * @example 45
             */
            old: components["schemas"]["JsonValue"];
            /**
             * @description The value after, in the same form; null for a void.
             * @example 30
             */
            new: components["schemas"]["JsonValue"];
            /**
             * Proposed By
             * Format: uuid
             * @description Who proposed it.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            proposed_by: string;
            /**
             * Approved By
             * @description The second person, if there was one.
             * @example null
             */
            approved_by: string | null;
            /**
             * Decided Alone
             * @description Whether the person who proposed it decided alone.
             * @example true
             */
            decided_alone: boolean;
            /**
             * At
             * Format: date-time
             * @description When it was applied.
             * @example 2026-11-03T09:00:00Z
             */
            at: string;
            /**
             * Version
             * @description The session's version that it made.
             * @example 4
             */
            version: number;
        };
        /**
         * CourseCoachesDelta
         * @description Coaches to add to one course of a session and to remove from it.
         */
        CourseCoachesDelta: {
            /**
             * Add
             * @description Coaches to add.
             * @default []
             * @example [
             *       "0193b2a4-0000-7000-8000-000000000001"
             *     ]
             */
            add: string[];
            /**
             * Remove
             * @description Coaches to remove.
             * @default []
             * @example [
             *       "0193b2a4-0000-7000-8000-000000000001"
             *     ]
             */
            remove: string[];
        };
        /**
         * CourseIn
         * @description A course to create.
         */
        CourseIn: {
            /**
             * Code
             * @description Its code, unique in the organisation, whatever its case and width.
             * @example MATH-1
             */
            code: string;
            /**
             * Title
             * @description Its title.
             * @example Algebra for beginners
             */
            title: string;
            /**
             * Category
             * @description The name of its category. A new name creates a category.
             * @example Mathematics
             */
            category?: string | null;
            /**
             * External Id
             * @description Its id in another system, unique in the organisation. Case matters; white space at its ends is left out. Null: none.
             * @example LMS-4711
             */
            external_id?: string | null;
        };
        /**
         * CourseOfSessionOut
         * @description A course of a session.
         */
        CourseOfSessionOut: {
            /**
             * Course Id
             * Format: uuid
             * @description The course's id.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            course_id: string;
            /**
             * Code
             * @description Its code.
             * @example MATH-1
             */
            code: string;
            /**
             * Title
             * @description Its title.
             * @example Algebra for beginners
             */
            title: string;
            /**
             * Coach Ids
             * @description The coaches of this course.
             * @example [
             *       "0193b2a4-0000-7000-8000-000000000001"
             *     ]
             */
            coach_ids: string[];
            /**
             * Learner Ids
             * @description Learners who take part for this course.
             * @example [
             *       "0193b2a4-0000-7000-8000-000000000001"
             *     ]
             */
            learner_ids: string[];
        };
        /**
         * CourseOut
         * @description A course.
         */
        CourseOut: {
            /**
             * Code
             * @description Its code, unique in the organisation, whatever its case and width.
             * @example MATH-1
             */
            code: string;
            /**
             * Title
             * @description Its title.
             * @example Algebra for beginners
             */
            title: string;
            /**
             * Category
             * @description The name of its category.
             * @example Mathematics
             */
            category?: string | null;
            /**
             * External Id
             * @description Its id in another system, unique in the organisation. Case matters; white space at its ends is left out. Null: none.
             * @example LMS-4711
             */
            external_id?: string | null;
            /**
             * Version
             * @description Its version, with which its ETag begins.
             * @example 2
             */
            version: number;
            /**
             * Course Id
             * Format: uuid
             * @description The course's id.
             * @example 0193b2a4-0000-7000-8000-000000000002
             */
            course_id: string;
            /**
             * Category Id
             * @description The id of its category.
             * @example 0193b2a4-0000-7000-8000-000000000003
             */
            category_id: string | null;
        };
        /**
         * CoursePatch
         * @description Changes to a course. A field that is left out stays as it is.
         */
        CoursePatch: {
            /**
             * Code
             * @description Its code, unique in the organisation, whatever its case and width.
             * @default
             * @example MATH-1
             */
            code: string;
            /**
             * Title
             * @description Its title.
             * @default
             * @example Algebra for beginners
             */
            title: string;
            /**
             * Category
             * @description The name of its category. A new name creates a category; null removes it from its category.
             * @example Mathematics
             */
            category?: string | null;
            /**
             * External Id
             * @description Its id in another system, unique in the organisation. Case matters; white space at its ends is left out. Null: none.
             * @example LMS-4711
             */
            external_id?: string | null;
        };
        /**
         * CoursesDelta
         * @description Courses to add and to remove. The others stay, with their coaches and learners.
         */
        CoursesDelta: {
            /**
             * Add
             * @description Its courses.
             * @default []
             * @example [
             *       "0193b2a4-0000-7000-8000-000000000001"
             *     ]
             */
            add: string[];
            /**
             * Remove
             * @description Its courses.
             * @default []
             * @example [
             *       "0193b2a4-0000-7000-8000-000000000001"
             *     ]
             */
            remove: string[];
        };
        /**
         * DateOrderOut
         * @description How dates such as 01/12/2026 were read. Dates with the year first need no decision.
         */
        DateOrderOut: {
            /**
             * Separator
             * @description The character between day, month and year.
             * @example /
             */
            separator: string;
            /**
             * Order
             * @description Whether the day or the month comes first.
             * @example day_first
             * @enum {string}
             */
            order: "day_first" | "month_first";
            /**
             * Line
             * @description The line of the date that decides; null if the parameter date_order did.
             * @example 3
             */
            line: number | null;
            /**
             * Value
             * @description That date, as it is in the file.
             * @example 31/12/2026
             */
            value: string | null;
        };
        /**
         * DoneByOut
         * @description The person who did it.
         */
        DoneByOut: {
            /**
             * Person Id
             * Format: uuid
             * @description A person's id.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            person_id: string;
            /**
             * Name
             * @description Their name; null if they are not in the directory.
             * @example Grace Hopper
             */
            name: string | null;
        };
        /**
         * EndingOut
         * @description How a session can be ended by the caller now, and by which limits the completion is judged.
         */
        EndingOut: {
            /**
             * Session Id
             * Format: uuid
             * @description The session.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            session_id: string;
            /**
             * Version
             * @description Its version, with which its ETag begins.
             * @example 2
             */
            version: number;
            /**
             * State
             * @description Its state.
             * @example in_progress
             * @enum {string}
             */
            state: "scheduled" | "in_progress" | "completed" | "cancelled";
            /**
             * May End
             * @description Whether you may end it now.
             * @example false
             */
            may_end: boolean;
            /**
             * Hindrances
             * @description What is in the way, as the completion would say it; the first comes first.
             */
            hindrances: components["schemas"]["HindranceOut"][];
            /**
             * Reason Needed
             * @description Whether a reason is needed: the coaches' time is over, or you end it for one of them.
             * @example false
             */
            reason_needed: boolean;
            /**
             * Begun At
             * @description When it began; null if it has not.
             * @example 2026-11-02T06:10:12Z
             */
            begun_at: string | null;
            /**
             * Log Until
             * @description The last instant at which its coaches may log it; null: no end to count from.
             * @example 2026-11-05T06:55:00Z
             */
            log_until: string | null;
            /**
             * Policy Version
             * @description The version of the policy that judges it.
             * @example 0
             */
            policy_version: number;
            /** @description The limits of its minutes. */
            minutes: components["schemas"]["MinutesLimitsOut"];
            /** @description The limits of its recap. */
            recap: components["schemas"]["RecapLimitsOut"];
            /**
             * Unanswered
             * @description The learners whose answer to the invitation it waits for.
             */
            unanswered: components["schemas"]["DoneByOut"][];
            /**
             * In Call
             * @description The people who have to leave the call first.
             */
            in_call: components["schemas"]["DoneByOut"][];
        };
        /**
         * EnrolmentOut
         * @description A period on the roster.
         */
        EnrolmentOut: {
            /**
             * Added At
             * Format: date-time
             * @description When they were added.
             * @example 2026-11-02T06:10:00Z
             */
            added_at: string;
            /**
             * Removed At
             * @description When they were removed; null if they are still on it.
             * @example null
             */
            removed_at: string | null;
        };
        /**
         * ErasedOut
         * @description A kind of data that was erased.
         */
        ErasedOut: {
            /**
             * Kind
             * @description What.
             * @example texts
             */
            kind: string;
            /**
             * Count
             * @description How many.
             * @example 3
             */
            count: number;
        };
        /**
         * ErasureAskedOut
         * @description An erasure that was asked for. It does not name the person, because answers are stored for a day.
         */
        ErasureAskedOut: {
            /**
             * Erasure Id
             * Format: uuid
             * @description The erasure's id.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            erasure_id: string;
            /**
             * State
             * @description proposed: a second person has to decide. approved: it is carried out within seconds. rejected: it was not approved. refused: the person takes part in something again. erasing: this service has erased, others have not answered yet. erased: all services have.
             * @example erased
             * @enum {string}
             */
            state: "proposed" | "approved" | "rejected" | "refused" | "erasing" | "erased";
        };
        /**
         * ErasureIn
         * @description A request to erase a person.
         */
        ErasureIn: {
            /**
             * Reason
             * @description Why. It is kept, so it names nobody.
             * @example person_asked
             * @enum {string}
             */
            reason: "person_asked" | "guardian_asked" | "legal_order" | "no_longer_needed" | "other";
            /**
             * Note
             * @description A note for those who read the erasure later. It is sealed, and another erasure of the person erases it.
             * @example Letter of 3 May.
             */
            note?: string | null;
            /**
             * With Shared
             * @description Whether to erase the texts of sessions that had other learners, too.
             * @default false
             * @example false
             */
            with_shared: boolean;
        };
        /**
         * ErasureOut
         * @description An erasure of a person.
         */
        ErasureOut: {
            /**
             * Erasure Id
             * Format: uuid
             * @description The erasure's id.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            erasure_id: string;
            /**
             * Person Id
             * Format: uuid
             * @description The person.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            person_id: string;
            /**
             * State
             * @description proposed: a second person has to decide. approved: it is carried out within seconds. rejected: it was not approved. refused: the person takes part in something again. erasing: this service has erased, others have not answered yet. erased: all services have.
             * @example erased
             * @enum {string}
             */
            state: "proposed" | "approved" | "rejected" | "refused" | "erasing" | "erased";
            /**
             * Reason
             * @description Why; replayed: it is known from its event, after a restore.
             * @example person_asked
             */
            reason: string;
            /**
             * Note
             * @description The note; null if there is none or it was erased.
             * @example Letter of 3 May.
             */
            note: string | null;
            /**
             * With Shared
             * @description Whether texts of shared sessions go too.
             * @example false
             */
            with_shared: boolean;
            /**
             * Asked By
             * @description Who asked; null: an operator.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            asked_by: string | null;
            /**
             * Asked At
             * Format: date-time
             * @description When.
             * @example 2026-11-02T06:10:00Z
             */
            asked_at: string;
            /**
             * Decided By
             * @description Who approved or rejected it; null if nobody had to.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            decided_by: string | null;
            /**
             * Decided At
             * @description When that was.
             * @example 2026-11-02T06:10:00Z
             */
            decided_at: string | null;
            /**
             * Decided Alone
             * @description Whether no second person decided.
             * @example true
             */
            decided_alone: boolean;
            /**
             * Finished At
             * @description When all services had answered, or when it ended without.
             * @example 2026-11-02T06:10:00Z
             */
            finished_at: string | null;
            /**
             * Parts
             * @description If it was refused: in how many things the person takes part.
             * @example null
             */
            parts: number | null;
            /**
             * Services
             * @description The services' answers. Empty until it is carried out.
             */
            services: components["schemas"]["ServiceAnswerOut"][];
        };
        /**
         * FieldChangeOut
         * @description One field that changed.
         */
        FieldChangeOut: {
            /**
             * Field
             * @description A field of the session. For a roster the learner's id; for courses `<course id>/coaches`.
             * @example starts_at
             */
            field: string;
            /**
             * @description The old value; null if there was none.
             * @example 2026-11-02T06:10:00Z
             */
            old: components["schemas"]["JsonValue"];
            /**
             * @description The new value; null if there is none.
             * @example 2026-11-02T06:10:00Z
             */
            new: components["schemas"]["JsonValue"];
        };
        /**
         * HelpCompletionIn
         * @description Why somebody completes a session for a coach who asked for help. Everything else is in their request.
         */
        HelpCompletionIn: {
            /**
             * Reason
             * @description Why you complete it, or why only now.
             * @example The coach was in hospital
             */
            reason: string;
            /**
             * Minutes
             * @description Other minutes than the coach reported.
             * @example 45
             */
            minutes?: number | null;
            /**
             * Raw Minutes
             * @description Other exact minutes than the coach reported.
             * @example null
             */
            raw_minutes?: number | null;
            /**
             * Attended Ids
             * @description Learners who never answered their invitation, but were there. They take part by attending. In a session that a coach planned they have to answer nevertheless.
             * @default []
             * @example []
             */
            attended_ids: string[];
            /**
             * Not Attended Ids
             * @description Learners who never answered their invitation, and were not there. They do not take part, and do not count as absent.
             * @default []
             * @example []
             */
            not_attended_ids: string[];
        };
        /**
         * HelpDetailOut
         * @description A request for help with its texts, its session, and what is in the way of ending it now.
         */
        HelpDetailOut: {
            /**
             * Help Id
             * Format: uuid
             * @description The id of the request.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            help_id: string;
            /**
             * Session Id
             * Format: uuid
             * @description The session.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            session_id: string;
            /**
             * State
             * @description open: it waits for support. questioned: it waits for the coach. completed: the session was completed with it. closed: somebody closed it. replaced: its coach has sent another one. overtaken: the session was completed or cancelled without it.
             * @example open
             * @enum {string}
             */
            state: "open" | "questioned" | "completed" | "closed" | "replaced" | "overtaken";
            /**
             * Asked By
             * Format: uuid
             * @description The coach who asked.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            asked_by: string;
            /**
             * Asked At
             * Format: date-time
             * @description When they asked.
             * @example 2026-11-02T06:10:00Z
             */
            asked_at: string;
            /**
             * Blockers
             * @description The problems that were in the way when it was asked, by the last part of their types.
             * @example [
             *       "logging-window-closed"
             *     ]
             */
            blockers: string[];
            /**
             * Minutes
             * @description The minutes that they reported, if they did.
             * @example 45
             */
            minutes: number | null;
            /**
             * Raw Minutes
             * @description The exact minutes that they reported, if they did.
             * @example null
             */
            raw_minutes: number | null;
            /**
             * Marks
             * @description What they say of the attendance of learners.
             */
            marks: components["schemas"]["ReportedMarkBody"][];
            /**
             * Attended Ids
             * @description Learners who, they say, were there without having answered.
             * @example []
             */
            attended_ids: string[];
            /**
             * Not Attended Ids
             * @description Learners who, they say, did not answer and were not there.
             * @example []
             */
            not_attended_ids: string[];
            /**
             * Questioned By
             * @description Who asked back, if somebody did.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            questioned_by: string | null;
            /**
             * Questioned At
             * @description When they did.
             * @example 2026-11-02T06:10:00Z
             */
            questioned_at: string | null;
            /**
             * Closed By
             * @description Who closed it, if somebody did.
             * @example null
             */
            closed_by: string | null;
            /**
             * Closed At
             * @description When it was closed.
             * @example null
             */
            closed_at: string | null;
            /**
             * Completed By
             * @description Who completed the session with it, if somebody did.
             * @example null
             */
            completed_by: string | null;
            /**
             * Completed At
             * @description When the session was completed.
             * @example null
             */
            completed_at: string | null;
            /**
             * Replaced At
             * @description When its coach sent another one.
             * @example null
             */
            replaced_at: string | null;
            /**
             * Session Name
             * @description The name of the session.
             * @example Algebra, Mon 7:10
             */
            session_name: string;
            /**
             * Starts At
             * @description Its planned start.
             * @example 2026-11-02T06:10:00Z
             */
            starts_at: string | null;
            /**
             * Ends At
             * @description Its planned end.
             * @example 2026-11-02T06:55:00Z
             */
            ends_at: string | null;
            /** @description The session coach. */
            coach: components["schemas"]["DoneByOut"];
            /**
             * Recap
             * @description The recap that the coach wrote; null if it was erased.
             * @example We solved …
             */
            recap: string | {
                [key: string]: string;
            } | null;
            /**
             * Reason
             * @description Why they did not end it; null if it was erased.
             * @example I was in hospital
             */
            reason: string | null;
            /**
             * Question
             * @description The newest question to the coach; null: none, or it was erased.
             * @example null
             */
            question: string | null;
            /**
             * Close Reason
             * @description Why it was closed; null: it was not, or the text was erased.
             * @example null
             */
            close_reason: string | null;
            /**
             * Erased
             * @description Whether recap and reason were erased on request.
             * @example false
             */
            erased: boolean;
            /**
             * People
             * @description The people whom it names by their ids, except learners, with their names.
             */
            people: components["schemas"]["DoneByOut"][];
            /** @description Whether you may end the session now, and what is in the way, as `GET …/ending` says it. What the coach says of learners who did not answer is taken into account. */
            ending: components["schemas"]["EndingOut"];
        };
        /**
         * HelpIn
         * @description What a coach reports of a session that they cannot end, and why.
         */
        HelpIn: {
            /**
             * Minutes
             * @description Minutes to log: a multiple of the policy's step. Send either this or raw_minutes.
             * @example 45
             */
            minutes?: number | null;
            /**
             * Raw Minutes
             * @description Exact minutes. They are rounded to the policy's step as the policy says.
             * @example 43
             */
            raw_minutes?: number | null;
            /**
             * Recap
             * @description What happened: one text, or three sections. Leave it out if the policy needs none.
             * @default
             * @example We solved linear equations …
             */
            recap: string | components["schemas"]["RecapSectionsBody"];
            /**
             * Attended Ids
             * @description Learners who never answered their invitation, but were there. They take part by attending. In a session that a coach planned they have to answer nevertheless.
             * @default []
             * @example []
             */
            attended_ids: string[];
            /**
             * Not Attended Ids
             * @description Learners who never answered their invitation, and were not there. They do not take part, and do not count as absent.
             * @default []
             * @example []
             */
            not_attended_ids: string[];
            /**
             * Marks
             * @description Who was there. At most one mark per learner of the roster.
             * @default []
             */
            marks: components["schemas"]["ReportedMarkBody"][];
            /**
             * Reason
             * @description Why you did not end it.
             * @example I was in hospital until yesterday
             */
            reason: string;
        };
        /**
         * HelpOut
         * @description A request for help, and what was done with it.
         *
         *     It contains no texts. Answers are stored for their Idempotency-Key, and a stored text could not be erased.
         */
        HelpOut: {
            /**
             * Help Id
             * Format: uuid
             * @description The id of the request.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            help_id: string;
            /**
             * Session Id
             * Format: uuid
             * @description The session.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            session_id: string;
            /**
             * State
             * @description open: it waits for support. questioned: it waits for the coach. completed: the session was completed with it. closed: somebody closed it. replaced: its coach has sent another one. overtaken: the session was completed or cancelled without it.
             * @example open
             * @enum {string}
             */
            state: "open" | "questioned" | "completed" | "closed" | "replaced" | "overtaken";
            /**
             * Asked By
             * Format: uuid
             * @description The coach who asked.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            asked_by: string;
            /**
             * Asked At
             * Format: date-time
             * @description When they asked.
             * @example 2026-11-02T06:10:00Z
             */
            asked_at: string;
            /**
             * Blockers
             * @description The problems that were in the way when it was asked, by the last part of their types.
             * @example [
             *       "logging-window-closed"
             *     ]
             */
            blockers: string[];
            /**
             * Minutes
             * @description The minutes that they reported, if they did.
             * @example 45
             */
            minutes: number | null;
            /**
             * Raw Minutes
             * @description The exact minutes that they reported, if they did.
             * @example null
             */
            raw_minutes: number | null;
            /**
             * Marks
             * @description What they say of the attendance of learners.
             */
            marks: components["schemas"]["ReportedMarkBody"][];
            /**
             * Attended Ids
             * @description Learners who, they say, were there without having answered.
             * @example []
             */
            attended_ids: string[];
            /**
             * Not Attended Ids
             * @description Learners who, they say, did not answer and were not there.
             * @example []
             */
            not_attended_ids: string[];
            /**
             * Questioned By
             * @description Who asked back, if somebody did.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            questioned_by: string | null;
            /**
             * Questioned At
             * @description When they did.
             * @example 2026-11-02T06:10:00Z
             */
            questioned_at: string | null;
            /**
             * Closed By
             * @description Who closed it, if somebody did.
             * @example null
             */
            closed_by: string | null;
            /**
             * Closed At
             * @description When it was closed.
             * @example null
             */
            closed_at: string | null;
            /**
             * Completed By
             * @description Who completed the session with it, if somebody did.
             * @example null
             */
            completed_by: string | null;
            /**
             * Completed At
             * @description When the session was completed.
             * @example null
             */
            completed_at: string | null;
            /**
             * Replaced At
             * @description When its coach sent another one.
             * @example null
             */
            replaced_at: string | null;
        };
        /**
         * HelpRowOut
         * @description A request for help in the list.
         */
        HelpRowOut: {
            /**
             * Help Id
             * Format: uuid
             * @description The id of the request.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            help_id: string;
            /**
             * Session Id
             * Format: uuid
             * @description The session.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            session_id: string;
            /**
             * Session Name
             * @description The name of the session.
             * @example Algebra, Mon 7:10
             */
            session_name: string;
            /**
             * Starts At
             * @description Its planned start.
             * @example 2026-11-02T06:10:00Z
             */
            starts_at: string | null;
            /**
             * Ends At
             * @description Its planned end.
             * @example 2026-11-02T06:55:00Z
             */
            ends_at: string | null;
            /** @description The session coach. */
            coach: components["schemas"]["DoneByOut"];
            /**
             * State
             * @description open: it waits for support. questioned: it waits for the coach. completed: the session was completed with it. closed: somebody closed it. replaced: its coach has sent another one. overtaken: the session was completed or cancelled without it.
             * @example open
             * @enum {string}
             */
            state: "open" | "questioned" | "completed" | "closed" | "replaced" | "overtaken";
            /** @description The coach who asked. */
            asked_by: components["schemas"]["DoneByOut"];
            /**
             * Asked At
             * Format: date-time
             * @description When they asked.
             * @example 2026-11-02T06:10:00Z
             */
            asked_at: string;
            /**
             * Log Until
             * @description The last instant at which its coaches may log the session; null: no end to count from.
             * @example 2026-11-05T06:55:00Z
             */
            log_until: string | null;
            /**
             * Blockers
             * @description The problems that were in the way when it was asked, by the last part of their types.
             * @example [
             *       "logging-window-closed"
             *     ]
             */
            blockers: string[];
        };
        /**
         * HindranceOut
         * @description A problem that the completion would get now, whatever its minutes and recap.
         */
        HindranceOut: {
            /**
             * Type
             * @description The type of the problem.
             * @example urn:lockstep:problem:not-all-accepted
             */
            type: string;
            /**
             * Title
             * @description The problem, for people.
             * @example Not all learners have accepted
             */
            title: string;
            /**
             * Status
             * @description The HTTP status that it has.
             * @example 409
             */
            status: number;
            /**
             * Detail
             * @description What is wrong and what to do.
             * @example 1 of 4 learners have not accepted yet.
             */
            detail: string;
        };
        /**
         * HistoryEntryOut
         * @description Something that was done to a session.
         */
        HistoryEntryOut: {
            /**
             * At
             * Format: date-time
             * @description When it was done.
             * @example 2026-11-02T06:10:00Z
             */
            at: string;
            /**
             * Action
             * @description What was done.
             * @example roster_changed
             */
            action: ("changed" | "roster_changed" | "answered" | "courses_changed") | ("created" | "started" | "cancelled" | "completed") | ("amendment_proposed" | "amended" | "amendment_rejected" | "void_proposed" | "voided" | "void_rejected") | "attendance_amended";
            /**
             * Version
             * @description The session's version that it made, if that is known.
             * @example 3
             */
            version: number | null;
            /** @description Who did it; null if that was not recorded. */
            by: components["schemas"]["DoneByOut"] | null;
            /**
             * Decided Alone
             * @description Of a correction that took effect: whether the person who proposed it decided alone. Null for everything else.
             * @example null
             */
            decided_alone: boolean | null;
            /**
             * Changes
             * @description The fields that it changed.
             */
            changes: components["schemas"]["FieldChangeOut"][];
            /**
             * People
             * @description The names of the people in the changes.
             */
            people: components["schemas"]["PersonName"][];
        };
        /**
         * ImportOut
         * @description An import, and its progress.
         *
         *     A small file is imported at once, so its import has ended. For a large one there are two passes: first the whole
         *     file is checked, then its rows are written. The counts are those of the current pass so far. The counts of a
         *     finished import are final.
         */
        ImportOut: {
            /**
             * Import Id
             * Format: uuid
             * @description The import's id.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            import_id: string;
            /**
             * Kind
             * @description What the file contains.
             * @example sessions
             * @enum {string}
             */
            kind: "people" | "courses" | "classes" | "sessions" | "enrolments";
            /**
             * File Name
             * @description The name of the file, if the sender gave it.
             * @example people-2026.csv
             */
            file_name: string | null;
            /**
             * Rows Kept
             * @description Whether the results of its rows can be read. Those of an import at once were in its answer.
             * @example true
             */
            rows_kept: boolean;
            /**
             * State
             * @description checking and writing: in progress. done: finished. refused: the file is wrong, so nothing was written. failed: it stopped; the detail says what was written.
             * @example writing
             * @enum {string}
             */
            state: "checking" | "writing" | "done" | "refused" | "failed";
            /**
             * Dry Run
             * @description Whether it only reports and writes nothing.
             * @example false
             */
            dry_run: boolean;
            /**
             * Import Mode
             * @description Whether it may change what exists.
             * @example create
             * @enum {string}
             */
            import_mode: "create" | "upsert";
            /**
             * Partial
             * @description Whether it writes correct rows although others are wrong.
             * @example false
             */
            partial: boolean;
            /**
             * Bytes
             * @description The size of the file in bytes, as text in UTF-8.
             * @example 20000000
             */
            bytes: number;
            /**
             * Bytes Done
             * @description Bytes that the current pass has read.
             * @example 5000000
             */
            bytes_done: number;
            /**
             * Progress
             * @description From 0 to 1. Checking is the first half, writing the second.
             * @example 0.625
             */
            progress: number;
            /**
             * Rows
             * @description Number of rows found in the file so far.
             * @example 50000
             */
            rows: number;
            /**
             * Created
             * @description Number of rows that create something.
             * @example 36
             */
            created: number;
            /**
             * Updated
             * @description Number of rows that change something.
             * @example 2
             */
            updated: number;
            /**
             * Unchanged
             * @description Number of rows that change nothing.
             * @example 1
             */
            unchanged: number;
            /**
             * Errors
             * @description Number of rows that are wrong.
             * @example 1
             */
            errors: number;
            /**
             * Hints
             * @description What the sender should know about the file as a whole.
             * @example [
             *       "These columns are not imported: Teacher."
             *     ]
             */
            hints: string[];
            /**
             * Date Orders
             * @description How dates were read that do not begin with the year, for each separator that the file has.
             */
            date_orders: components["schemas"]["DateOrderOut"][];
            /**
             * Detail
             * @description What happened, if it did not simply succeed.
             * @example 3 of 50000 rows are wrong
             */
            detail: string | null;
            /**
             * Started At
             * Format: date-time
             * @description When the file arrived.
             * @example 2026-11-02T06:10:00Z
             */
            started_at: string;
            /**
             * Started By
             * Format: uuid
             * @description Who sent it.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            started_by: string;
            /**
             * Finished At
             * @description When it ended; null while it is in progress.
             * @example 2026-11-02T06:10:00Z
             */
            finished_at: string | null;
        };
        /**
         * InvitationOut
         * @description An invitation, without its secret.
         */
        InvitationOut: {
            /**
             * Invitation Id
             * Format: uuid
             * @description The invitation.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            invitation_id: string;
            /**
             * Person Id
             * Format: uuid
             * @description A person's id.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            person_id: string;
            /**
             * Name
             * @description Their name.
             * @example Ada Lovelace
             */
            name: string;
            /**
             * State
             * @description open: it waits. expired: nobody opened it in time. used: it linked an account. replaced: the person was invited again. withdrawn: an admin took it back. linked: an account was linked by e-mail address. erased: the person was erased.
             * @example open
             * @enum {string}
             */
            state: "open" | "expired" | "used" | "replaced" | "withdrawn" | "linked" | "erased";
            /**
             * Invited By
             * Format: uuid
             * @description Who invited them.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            invited_by: string;
            /**
             * Invited At
             * Format: date-time
             * @description When.
             * @example 2026-11-02T06:10:00Z
             */
            invited_at: string;
            /**
             * Expires At
             * Format: date-time
             * @description Until when it is valid.
             * @example 2026-11-02T06:10:00Z
             */
            expires_at: string;
            /**
             * Ended At
             * @description When it ended, unless it expired.
             * @example 2026-11-02T06:10:00Z
             */
            ended_at: string | null;
            /**
             * Ended By
             * @description Who replaced or withdrew it; null otherwise.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            ended_by: string | null;
        };
        /**
         * InvitationsIn
         * @description Whom to invite. Send one of the first three fields.
         */
        InvitationsIn: {
            /**
             * Person Ids
             * @description These people.
             * @example [
             *       "0193b2a4-0000-7000-8000-000000000001"
             *     ]
             */
            person_ids?: string[] | null;
            /**
             * Class Id
             * @description The learners of this class.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            class_id?: string | null;
            /**
             * Import Id
             * @description The people of this import. It must have stored rows.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            import_id?: string | null;
            /**
             * Valid Days
             * @description How many days the invitations are valid.
             * @default 14
             * @example 14
             */
            valid_days: number;
        };
        /**
         * InvitationsOut
         * @description The invitations that were made.
         */
        InvitationsOut: {
            /**
             * Invitations
             * @description One for each person who was invited.
             */
            invitations: components["schemas"]["InvitedOut"][];
            /**
             * Skipped
             * @description Who was not invited, and why.
             */
            skipped: components["schemas"]["SkippedOut"][];
        };
        /**
         * InvitedOut
         * @description An invitation with its secret, which is not shown again.
         */
        InvitedOut: {
            /**
             * Invitation Id
             * Format: uuid
             * @description The invitation.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            invitation_id: string;
            /**
             * Person Id
             * Format: uuid
             * @description A person's id.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            person_id: string;
            /**
             * Secret
             * @description The secret of the link. Put it behind the # of a link to your front end, which no server sees. It is not stored and not shown again.
             * @example AZOypAAAcAA…
             */
            secret: string;
            /**
             * Expires At
             * Format: date-time
             * @description Until when it is valid.
             * @example 2026-11-02T06:10:00Z
             */
            expires_at: string;
        };
        JsonValue: unknown;
        /**
         * KeptOut
         * @description A kind of data that is kept. It names the person by an id only.
         */
        KeptOut: {
            /**
             * Kind
             * @description What.
             * @example marks
             */
            kind: string;
            /**
             * Count
             * @description How many.
             * @example 12
             */
            count: number;
            /**
             * Reason
             * @description Why.
             * @example proves_delivery
             */
            reason: string;
        };
        /**
         * KeyChangeOut
         * @description A change of the log's key, and the proof that the log contains it. Its leaf is the hash of the note.
         */
        KeyChangeOut: {
            /**
             * Note
             * @description The signed note of both keys (C2SP signed-note), verbatim.
             * @example lockstep.local/sessions
             *     lockstep.log-key-change.v1
             *     …
             */
            note: string;
            /**
             * Leaf Index
             * @description Its position in the log, from 0.
             * @example 7
             */
            leaf_index: number;
            /**
             * Hashes
             * @description The proof's hashes in the order of RFC 6962, in base64.
             * @example [
             *       "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="
             *     ]
             */
            hashes: string[];
        };
        /**
         * KeyOut
         * @description A key of the log.
         */
        KeyOut: {
            /**
             * Verifier Key
             * @description The log's public key, as signed notes use it (C2SP vkey). Compare it with the key that you kept.
             * @example lockstep.local/sessions/0193b2a4-0000-7000-8000-000000000001+5e1f0a2b+ARoM8f3myQgpkk0Tug1ItR3g4tk8Ryk42Zskb0togqVB
             */
            verifier_key: string;
            /**
             * From Size
             * @description It signs the log from this number of records on, until the next key.
             * @example 0
             */
            from_size: number;
            /**
             * Announcement
             * @description The note by which the key before announced this one, signed by both. null: the first key.
             * @example lockstep.local/sessions
             *     lockstep.log-key-change.v1
             *     …
             */
            announcement: string | null;
        };
        /**
         * LearnerOut
         * @description A learner whose guardian the caller is.
         */
        LearnerOut: {
            /**
             * Person Id
             * Format: uuid
             * @description The learner.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            person_id: string;
            /**
             * Name
             * @description Their name.
             * @example Ada Lovelace
             */
            name: string;
        };
        /**
         * LessonsOut
         * @description How many lessons a course run has. Voided ones do not count.
         */
        LessonsOut: {
            /**
             * Planned
             * @description Those that are neither completed nor cancelled.
             * @example 8
             */
            planned: number;
            /**
             * Completed
             * @description Those that are completed.
             * @example 4
             */
            completed: number;
            /**
             * Cancelled
             * @description Those that were cancelled.
             * @example 1
             */
            cancelled: number;
            /**
             * Next Starts At
             * @description When the next one begins; null if none is to come.
             * @example 2026-11-02T06:10:00Z
             */
            next_starts_at: string | null;
        };
        /**
         * LinkIn
         * @description A link to add.
         */
        LinkIn: {
            /**
             * Kind
             * @description call: where the online call takes place; there is at most one. material: anything else.
             * @example material
             * @enum {string}
             */
            kind: "call" | "material";
            /**
             * Title
             * @description What it is called.
             * @example Worksheet 3
             */
            title: string;
            /**
             * Url
             * @description Its address: https, with a host, without a user name or a password.
             * @example https://files.example.org/algebra/worksheet-3
             */
            url: string;
        };
        /**
         * LinkOut
         * @description A link.
         */
        LinkOut: {
            /**
             * Link Id
             * Format: uuid
             * @description The link's id.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            link_id: string;
            /**
             * Of
             * @description To what it belongs: the session, its batch, its course run or a course.
             * @example batch
             * @enum {string}
             */
            of: "session" | "batch" | "run" | "course";
            /**
             * Owner Id
             * Format: uuid
             * @description The id of that to which it belongs.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            owner_id: string;
            /**
             * Kind
             * @description call: where the online call takes place; there is at most one. material: anything else.
             * @example material
             * @enum {string}
             */
            kind: "call" | "material";
            /**
             * Title
             * @description What it is called.
             * @example Worksheet 3
             */
            title: string;
            /**
             * Url
             * @description Its address: https, with a host, without a user name or a password.
             * @example https://files.example.org/algebra/worksheet-3
             */
            url: string;
            /**
             * Created By
             * Format: uuid
             * @description Who added it.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            created_by: string;
            /**
             * Created At
             * Format: date-time
             * @description When it was added.
             * @example 2026-11-02T06:10:00Z
             */
            created_at: string;
        };
        /**
         * LinkedOut
         * @description An account that is linked, or was.
         */
        LinkedOut: {
            /**
             * Issuer
             * @description The token provider.
             * @example https://login.example.org
             */
            issuer: string;
            /**
             * Subject
             * @description The account at the provider; null: the person was erased.
             * @example 248289761001
             */
            subject: string | null;
            /**
             * Linked By
             * @description How: invitation or email.
             * @example invitation
             */
            linked_by: string;
            /**
             * Linked At
             * Format: date-time
             * @description When.
             * @example 2026-11-02T06:10:00Z
             */
            linked_at: string;
            /**
             * Last Signed In At
             * Format: date-time
             * @description When it got a token last.
             * @example 2026-11-02T06:10:00Z
             */
            last_signed_in_at: string;
            /**
             * Unlinked At
             * @description When it was unlinked; null: it is linked.
             * @example 2026-11-02T06:10:00Z
             */
            unlinked_at: string | null;
            /**
             * Unlinked By
             * @description The admin who did it.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            unlinked_by: string | null;
            /**
             * Unlink Reason
             * @description Why.
             * @example left
             */
            unlink_reason: string | null;
        };
        /**
         * LinkedPersonOut
         * @description The person to whom the account is linked now.
         */
        LinkedPersonOut: {
            /**
             * Org Id
             * Format: uuid
             * @description The organisation, for audience of POST /v1/token.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            org_id: string;
            /**
             * Person Id
             * Format: uuid
             * @description A person's id.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            person_id: string;
        };
        /**
         * LinksOut
         * @description Links. There are few, so they have no pages.
         */
        LinksOut: {
            /**
             * Items
             * @description The links, the nearest first, then the oldest first.
             */
            items: components["schemas"]["LinkOut"][];
        };
        /**
         * LogKeyOut
         * @description The public key of an organisation's log.
         */
        LogKeyOut: {
            /**
             * Origin
             * @description The log's name: the first line of its checkpoints.
             * @example lockstep.local/sessions/0193b2a4-0000-7000-8000-000000000001
             */
            origin: string;
            /**
             * Verifier Key
             * @description The log's public key, as signed notes use it (C2SP vkey). Compare it with the key that you kept.
             * @example lockstep.local/sessions/0193b2a4-0000-7000-8000-000000000001+5e1f0a2b+ARoM8f3myQgpkk0Tug1ItR3g4tk8Ryk42Zskb0togqVB
             */
            verifier_key: string;
            /**
             * Public Key
             * @description The 32 bytes of the key, in base64.
             * @example Ggzx/ebJCCmSTRO6DUi1HeDi2TxHKTjZmyRvS2iCpUE=
             */
            public_key: string;
            /**
             * Algorithm
             * @description How checkpoints are signed.
             * @example Ed25519
             * @constant
             */
            algorithm: "Ed25519";
            /**
             * Keys
             * @description All keys of this log, the first one first.
             */
            keys: components["schemas"]["KeyOut"][];
        };
        /**
         * MeOut
         * @description The caller: a person, their organisation, and what they may do.
         */
        MeOut: {
            /**
             * Person Id
             * Format: uuid
             * @description The caller's id, the `sub` of the token.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            person_id: string;
            /**
             * Username
             * @description Their username; null if the catalogue does not have them.
             * @example grace
             */
            username: string | null;
            /**
             * Name
             * @description Their name; null as for username.
             * @example Grace Hopper
             */
            name: string | null;
            /**
             * Email
             * @description Their e-mail address, if it is known.
             * @example grace@example.org
             */
            email: string | null;
            /**
             * Language
             * @description Their language (BCP 47), if known.
             * @example pt-BR
             */
            language: string | null;
            /**
             * Roles
             * @description Their roles, with those that a role includes, and without duties that the policy separates.
             * @example [
             *       "coach"
             *     ]
             */
            roles: string[];
            /**
             * Org Id
             * Format: uuid
             * @description Their organisation.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            org_id: string;
            /**
             * Organisation
             * @description Its name; null until an admin sets it up.
             * @example Northside Tutoring
             */
            organisation: string | null;
            /**
             * Zone
             * @description Their IANA zone. If they have none, the organisation's.
             * @example Europe/Lisbon
             */
            zone: string;
            /**
             * Learners
             * @description The learners whose guardian they are, by name.
             */
            learners: components["schemas"]["LearnerOut"][];
            /**
             * May
             * @description The routes of all services that they may call, and whether these reach everything of the organisation or only what they have a part in.
             * @example {
             *       "GET /v1/sessions": "own"
             *     }
             */
            may: {
                [key: string]: "all" | "own";
            };
        };
        /**
         * MemberOut
         * @description A learner who is in a class.
         */
        MemberOut: {
            /**
             * Person Id
             * Format: uuid
             * @description Their id.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            person_id: string;
            /**
             * Username
             * @description Their username.
             * @example ada
             */
            username: string;
            /**
             * Name
             * @description Their name.
             * @example Ada Lovelace
             */
            name: string;
            /**
             * Added At
             * Format: date-time
             * @description When they joined the class.
             * @example 2026-09-01T06:00:00Z
             */
            added_at: string;
        };
        /**
         * MembersDelta
         * @description Learners to add to a class and to remove from it. Everybody else stays.
         */
        MembersDelta: {
            /**
             * Add
             * @description Learners to add.
             * @default []
             * @example [
             *       "0193b2a4-0000-7000-8000-000000000001"
             *     ]
             */
            add: string[];
            /**
             * Remove
             * @description Learners to remove.
             * @default []
             * @example [
             *       "0193b2a4-0000-7000-8000-000000000001"
             *     ]
             */
            remove: string[];
        };
        /**
         * MinutesLimitsOut
         * @description The limits of the minutes. They hold for raw minutes after rounding.
         */
        MinutesLimitsOut: {
            /**
             * Minimum
             * @description The fewest minutes.
             * @example 5
             */
            minimum: number;
            /**
             * Maximum
             * @description The most minutes.
             * @example 90
             */
            maximum: number;
            /**
             * Step
             * @description They are a multiple of this.
             * @example 5
             */
            step: number;
            /**
             * Rounding
             * @description How raw_minutes are rounded to the step.
             * @example up
             * @enum {string}
             */
            rounding: "up" | "nearest" | "down";
        };
        /**
         * NamedCoachOut
         * @description A coach with their name and their share of the earnings.
         */
        NamedCoachOut: {
            /**
             * Person Id
             * Format: uuid
             * @description A person's id.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            person_id: string;
            /**
             * Share Basis Points
             * @description Their share in basis points; 10,000 is the whole.
             * @example 10000
             */
            share_basis_points: number;
            /**
             * Name
             * @description Their name.
             * @example Ada Lovelace
             */
            name: string;
        };
        /**
         * NamedSeatOut
         * @description A learner on the roster, with their name.
         */
        NamedSeatOut: {
            /**
             * Person Id
             * Format: uuid
             * @description A person's id.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            person_id: string;
            /**
             * Acceptance
             * @description Their answer to the invitation.
             * @example accepted
             * @enum {string}
             */
            acceptance: "invited" | "accepted" | "declined";
            /**
             * Accepted By
             * @description How it came about that they take part. answer: they or a guardian accepted; series: they accepted its series or course run; enrolment: they were enrolled by class, file or course run, which counts as accepted; admin: an admin wrote it; attending: nobody answered, but they were there; policy: the policy does not wait for answers. Null: they have not accepted, or it was not kept.
             * @example answer
             */
            accepted_by?: ("answer" | "series" | "enrolment" | "admin" | "attending" | "policy") | null;
            /**
             * Name
             * @description Their name.
             * @example Ada Lovelace
             */
            name: string;
        };
        /**
         * NewCalendarOut
         * @description A new calendar URL. It is shown only once, because only a hash of its secret is stored.
         */
        NewCalendarOut: {
            /**
             * Url
             * @description Subscribe to this URL in a calendar program. Anybody who has it can read your calendar.
             * @example https://lockstep.example.org/v1/me/calendar.ics?key=AZOypAAAcACAAA…
             */
            url: string;
            /**
             * Created At
             * Format: date-time
             * @description When it was created.
             * @example 2026-11-02T06:10:00Z
             */
            created_at: string;
        };
        /**
         * NextSession
         * @description An upcoming session of a batch.
         */
        NextSession: {
            /**
             * Session Id
             * Format: uuid
             * @description The session's id.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            session_id: string;
            /**
             * Version
             * @description Its version.
             * @example 1
             */
            version: number;
            /**
             * Name
             * @description Its name.
             * @example Algebra 2026-11-02 17:00
             */
            name: string;
            /**
             * Occurrence
             * Format: date
             * @description The date that the rule gives it.
             * @example 2026-11-02
             */
            occurrence: string;
            /**
             * Starts At
             * Format: date-time
             * @description Planned start.
             * @example 2026-11-02T16:00:00Z
             */
            starts_at: string;
            /**
             * Ends At
             * Format: date-time
             * @description Planned end.
             * @example 2026-11-02T17:00:00Z
             */
            ends_at: string;
            /**
             * Zone
             * @description IANA zone of its wall clocks.
             * @example Europe/Prague
             */
            zone: string;
            /**
             * Learner Count
             * @description Number of learners.
             * @example 12
             */
            learner_count: number;
            /**
             * Own Fields
             * @description The fields that were changed on this session alone. Changes of the batch do not touch them.
             * @example [
             *       "starts_at"
             *     ]
             */
            own_fields: string[];
        };
        /**
         * NoteIn
         * @description A note.
         */
        NoteIn: {
            /**
             * Text
             * @description What it says.
             * @example Brings a calculator next time.
             */
            text: string;
            /**
             * Audience
             * @description Who may read it. staff: admins, support and auditors. coaches: coaches and staff. everyone: everybody who may read the session.
             * @default coaches
             * @example coaches
             * @enum {string}
             */
            audience: "staff" | "coaches" | "everyone";
        };
        /**
         * NoteOut
         * @description A note in the list.
         */
        NoteOut: {
            /**
             * Note Id
             * Format: uuid
             * @description The note's id.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            note_id: string;
            /**
             * Audience
             * @description Who may read it. staff: admins, support and auditors. coaches: coaches and staff. everyone: everybody who may read the session.
             * @example coaches
             * @enum {string}
             */
            audience: "staff" | "coaches" | "everyone";
            /** @description Who wrote it. */
            author: components["schemas"]["DoneByOut"];
            /**
             * Written At
             * Format: date-time
             * @description When it was written.
             * @example 2026-11-02T06:10:00Z
             */
            written_at: string;
            /**
             * Text
             * @description What it says; null if the text was erased.
             * @example Brings a calculator next time.
             */
            text: string | null;
            /**
             * Erased
             * @description Whether the text was erased on request.
             * @example false
             */
            erased: boolean;
        };
        /**
         * NoteWrittenOut
         * @description A note that was written. Its text is not repeated, because answers are stored and could not be erased.
         */
        NoteWrittenOut: {
            /**
             * Note Id
             * Format: uuid
             * @description The note's id.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            note_id: string;
            /**
             * Session Id
             * Format: uuid
             * @description The session.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            session_id: string;
            /**
             * Audience
             * @description Who may read it. staff: admins, support and auditors. coaches: coaches and staff. everyone: everybody who may read the session.
             * @example coaches
             * @enum {string}
             */
            audience: "staff" | "coaches" | "everyone";
            /**
             * Author Id
             * Format: uuid
             * @description Who wrote it.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            author_id: string;
            /**
             * Written At
             * Format: date-time
             * @description When it was written.
             * @example 2026-11-02T06:10:00Z
             */
            written_at: string;
        };
        /**
         * OpenIn
         * @description The secret of an invitation, and the provider's token of the person who opens it.
         */
        OpenIn: {
            /**
             * Secret
             * @description The secret of the link.
             * @example AZOypAAAcAA…
             */
            secret: string;
            /**
             * Subject Token
             * @description The provider's token.
             * @example eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiI…
             */
            subject_token: string;
            /**
             * Subject Token Type
             * @description Whether it is an access token or an ID token.
             * @example urn:ietf:params:oauth:token-type:id_token
             * @enum {string}
             */
            subject_token_type: "urn:ietf:params:oauth:token-type:access_token" | "urn:ietf:params:oauth:token-type:id_token";
        };
        /**
         * OpenedOut
         * @description The texts of a record. The record has the digest of each: SHA-256 of the text's salt and its canonical JSON.
         */
        OpenedOut: {
            /**
             * Salts
             * @description The salt of each text, in hexadecimal.
             * @example {
             *       "recap": "5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a"
             *     }
             */
            salts: {
                [key: string]: string;
            };
            /**
             * Texts
             * @description Each text `x` that you may read; the record has its digest as `x_sha256`.
             * @example {
             *       "recap": "We solved linear equations …"
             *     }
             */
            texts: {
                [key: string]: components["schemas"]["JsonValue"];
            };
        };
        /**
         * OrganisationIn
         * @description An organisation to create or change.
         */
        OrganisationIn: {
            /**
             * Name
             * @description Its name.
             * @example Riverside Academy
             */
            name: string;
            /**
             * Zone
             * @description IANA zone of its wall clocks.
             * @example Europe/Prague
             */
            zone: string;
        };
        /**
         * OrganisationOut
         * @description An organisation.
         */
        OrganisationOut: {
            /**
             * Name
             * @description Its name.
             * @example Riverside Academy
             */
            name: string;
            /**
             * Zone
             * @description IANA zone of its wall clocks.
             * @example Europe/Prague
             */
            zone: string;
        };
        /**
         * OwnLearnerOut
         * @description A learner whose session it is.
         */
        OwnLearnerOut: {
            /**
             * Person Id
             * Format: uuid
             * @description A person's id.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            person_id: string;
            /**
             * Name
             * @description Their name.
             * @example Ada Lovelace
             */
            name: string;
            /**
             * Acceptance
             * @description The learner's answer to the invitation.
             * @example invited
             * @enum {string}
             */
            acceptance: "invited" | "accepted" | "declined";
        };
        /**
         * OwnSessionOut
         * @description One of the caller's own sessions in a list.
         */
        OwnSessionOut: {
            /**
             * Session Id
             * Format: uuid
             * @description The session's id.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            session_id: string;
            /**
             * Version
             * @description Its version.
             * @example 2
             */
            version: number;
            /**
             * Name
             * @description Its name.
             * @example Algebra, Mon 7:10
             */
            name: string;
            /**
             * State
             * @description Its state.
             * @example scheduled
             * @enum {string}
             */
            state: "scheduled" | "in_progress" | "completed" | "cancelled";
            /**
             * Status
             * @description Its status by listed_from and listed_until.
             * @example upcoming
             * @enum {string}
             */
            status: "current" | "past" | "upcoming";
            /**
             * Mode
             * @description Where it takes place.
             * @example online
             * @enum {string}
             */
            mode: "online" | "in_person";
            /**
             * Category Id
             * @description The id of its category.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            category_id: string | null;
            /**
             * Category
             * @description The name of its category.
             * @example Maths
             */
            category: string | null;
            /**
             * Batch Id
             * @description The id of its batch.
             * @example null
             */
            batch_id: string | null;
            /**
             * Batch
             * @description The name of its batch.
             * @example null
             */
            batch: string | null;
            /**
             * Run Id
             * @description The course run inside which it is planned, if it is.
             * @example null
             */
            run_id: string | null;
            /**
             * Is Run
             * @description Whether it is a course run: it has no planned time, and lessons are planned inside it.
             * @example false
             */
            is_run: boolean;
            /**
             * Lesson Count
             * @description Number of its lessons, if it is a course run, without cancelled and voided ones.
             * @example 0
             */
            lesson_count: number;
            /**
             * Room Id
             * @description The id of its room.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            room_id: string | null;
            /**
             * Room
             * @description The name of its room.
             * @example Room 4
             */
            room: string | null;
            /**
             * Listed From
             * @description Start of the display window, else access window, else schedule; of a lesson of a course run: of the schedule.
             * @example 2026-11-02T06:10:00Z
             */
            listed_from: string | null;
            /**
             * Listed Until
             * @description End of the same.
             * @example 2026-11-02T06:10:00Z
             */
            listed_until: string | null;
            /**
             * Starts At
             * @description Planned start.
             * @example 2026-11-02T06:10:00Z
             */
            starts_at: string | null;
            /**
             * Ends At
             * @description Planned end.
             * @example 2026-11-02T06:55:00Z
             */
            ends_at: string | null;
            /**
             * Zone
             * @description IANA zone of its wall clocks.
             * @example Europe/Prague
             */
            zone: string;
            /**
             * Completed At
             * @description When it was completed, if it was.
             * @example null
             */
            completed_at: string | null;
            /**
             * Logged Minutes
             * @description The minutes that count, as corrected; null until it is completed.
             * @example 45
             */
            logged_minutes: number | null;
            /**
             * Voided At
             * @description When its completion was voided, if it was.
             * @example null
             */
            voided_at: string | null;
            /**
             * Coach Id
             * Format: uuid
             * @description The session coach.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            coach_id: string;
            /**
             * Coach Name
             * @description The session coach's name.
             * @example Grace Hopper
             */
            coach_name: string;
            /**
             * Course Count
             * @description Number of courses.
             * @example 1
             */
            course_count: number;
            /**
             * Learner Count
             * @description Number of learners.
             * @example 24
             */
            learner_count: number;
            /**
             * Seats Max
             * @description Number of seats; null: no limit.
             * @example 24
             */
            seats_max: number | null;
            /**
             * Part
             * @description Your part in it: coach, also of one of its courses; or learner, also as a guardian.
             * @example learner
             * @enum {string}
             */
            part: "coach" | "learner";
            /**
             * Acceptance
             * @description The learner's answer to the invitation; null if you only coach it.
             * @example invited
             */
            acceptance: ("invited" | "accepted" | "declined") | null;
            /**
             * Learners
             * @description The learners because of whom you see it, by name: you, or those whose guardian you are. Empty if you only coach it.
             */
            learners: components["schemas"]["OwnLearnerOut"][];
            /**
             * When
             * @description Whether own_from and own_until are current, past or upcoming.
             * @example upcoming
             * @enum {string}
             */
            when: "current" | "past" | "upcoming";
            /**
             * Own From
             * @description Start of the coach window if you coach it and there is one; else of the access window, else of the schedule. For a lesson of a course run: of the schedule.
             * @example 2026-11-02T06:10:00Z
             */
            own_from: string | null;
            /**
             * Own Until
             * @description End of the same.
             * @example 2026-11-02T06:10:00Z
             */
            own_until: string | null;
            /**
             * Access
             * @description Whether you may open it now, only read it, or only see it listed (none).
             * @example open
             * @enum {string}
             */
            access: "none" | "read_only" | "open";
        };
        /** Page[AccountOut] */
        Page_AccountOut_: {
            /**
             * Items
             * @description The rows of this page.
             */
            items: components["schemas"]["AccountOut"][];
            /**
             * Next Cursor
             * @description The cursor of the next page; null on the last page.
             * @example WyJzdGFydCJd
             */
            next_cursor?: string | null;
        };
        /** Page[AmendmentDetailOut] */
        Page_AmendmentDetailOut_: {
            /**
             * Items
             * @description The rows of this page.
             */
            items: components["schemas"]["AmendmentDetailOut"][];
            /**
             * Next Cursor
             * @description The cursor of the next page; null on the last page.
             * @example WyJzdGFydCJd
             */
            next_cursor?: string | null;
        };
        /** Page[AmendmentOfSessionOut] */
        Page_AmendmentOfSessionOut_: {
            /**
             * Items
             * @description The rows of this page.
             */
            items: components["schemas"]["AmendmentOfSessionOut"][];
            /**
             * Next Cursor
             * @description The cursor of the next page; null on the last page.
             * @example WyJzdGFydCJd
             */
            next_cursor?: string | null;
        };
        /** Page[BatchSummary] */
        Page_BatchSummary_: {
            /**
             * Items
             * @description The rows of this page.
             */
            items: components["schemas"]["BatchSummary"][];
            /**
             * Next Cursor
             * @description The cursor of the next page; null on the last page.
             * @example WyJzdGFydCJd
             */
            next_cursor?: string | null;
        };
        /** Page[CategoryOut] */
        Page_CategoryOut_: {
            /**
             * Items
             * @description The rows of this page.
             */
            items: components["schemas"]["CategoryOut"][];
            /**
             * Next Cursor
             * @description The cursor of the next page; null on the last page.
             * @example WyJzdGFydCJd
             */
            next_cursor?: string | null;
        };
        /** Page[ClassOut] */
        Page_ClassOut_: {
            /**
             * Items
             * @description The rows of this page.
             */
            items: components["schemas"]["ClassOut"][];
            /**
             * Next Cursor
             * @description The cursor of the next page; null on the last page.
             * @example WyJzdGFydCJd
             */
            next_cursor?: string | null;
        };
        /** Page[CourseOut] */
        Page_CourseOut_: {
            /**
             * Items
             * @description The rows of this page.
             */
            items: components["schemas"]["CourseOut"][];
            /**
             * Next Cursor
             * @description The cursor of the next page; null on the last page.
             * @example WyJzdGFydCJd
             */
            next_cursor?: string | null;
        };
        /** Page[ErasureOut] */
        Page_ErasureOut_: {
            /**
             * Items
             * @description The rows of this page.
             */
            items: components["schemas"]["ErasureOut"][];
            /**
             * Next Cursor
             * @description The cursor of the next page; null on the last page.
             * @example WyJzdGFydCJd
             */
            next_cursor?: string | null;
        };
        /** Page[HelpRowOut] */
        Page_HelpRowOut_: {
            /**
             * Items
             * @description The rows of this page.
             */
            items: components["schemas"]["HelpRowOut"][];
            /**
             * Next Cursor
             * @description The cursor of the next page; null on the last page.
             * @example WyJzdGFydCJd
             */
            next_cursor?: string | null;
        };
        /** Page[HistoryEntryOut] */
        Page_HistoryEntryOut_: {
            /**
             * Items
             * @description The rows of this page.
             */
            items: components["schemas"]["HistoryEntryOut"][];
            /**
             * Next Cursor
             * @description The cursor of the next page; null on the last page.
             * @example WyJzdGFydCJd
             */
            next_cursor?: string | null;
        };
        /** Page[ImportOut] */
        Page_ImportOut_: {
            /**
             * Items
             * @description The rows of this page.
             */
            items: components["schemas"]["ImportOut"][];
            /**
             * Next Cursor
             * @description The cursor of the next page; null on the last page.
             * @example WyJzdGFydCJd
             */
            next_cursor?: string | null;
        };
        /** Page[InvitationOut] */
        Page_InvitationOut_: {
            /**
             * Items
             * @description The rows of this page.
             */
            items: components["schemas"]["InvitationOut"][];
            /**
             * Next Cursor
             * @description The cursor of the next page; null on the last page.
             * @example WyJzdGFydCJd
             */
            next_cursor?: string | null;
        };
        /** Page[NoteOut] */
        Page_NoteOut_: {
            /**
             * Items
             * @description The rows of this page.
             */
            items: components["schemas"]["NoteOut"][];
            /**
             * Next Cursor
             * @description The cursor of the next page; null on the last page.
             * @example WyJzdGFydCJd
             */
            next_cursor?: string | null;
        };
        /** Page[OwnSessionOut] */
        Page_OwnSessionOut_: {
            /**
             * Items
             * @description The rows of this page.
             */
            items: components["schemas"]["OwnSessionOut"][];
            /**
             * Next Cursor
             * @description The cursor of the next page; null on the last page.
             * @example WyJzdGFydCJd
             */
            next_cursor?: string | null;
        };
        /** Page[PersonName] */
        Page_PersonName_: {
            /**
             * Items
             * @description The rows of this page.
             */
            items: components["schemas"]["PersonName"][];
            /**
             * Next Cursor
             * @description The cursor of the next page; null on the last page.
             * @example WyJzdGFydCJd
             */
            next_cursor?: string | null;
        };
        /** Page[PolicyVersionOut] */
        Page_PolicyVersionOut_: {
            /**
             * Items
             * @description The rows of this page.
             */
            items: components["schemas"]["PolicyVersionOut"][];
            /**
             * Next Cursor
             * @description The cursor of the next page; null on the last page.
             * @example WyJzdGFydCJd
             */
            next_cursor?: string | null;
        };
        /** Page[PresetOut] */
        Page_PresetOut_: {
            /**
             * Items
             * @description The rows of this page.
             */
            items: components["schemas"]["PresetOut"][];
            /**
             * Next Cursor
             * @description The cursor of the next page; null on the last page.
             * @example WyJzdGFydCJd
             */
            next_cursor?: string | null;
        };
        /** Page[RoomOut] */
        Page_RoomOut_: {
            /**
             * Items
             * @description The rows of this page.
             */
            items: components["schemas"]["RoomOut"][];
            /**
             * Next Cursor
             * @description The cursor of the next page; null on the last page.
             * @example WyJzdGFydCJd
             */
            next_cursor?: string | null;
        };
        /** Page[RowOut] */
        Page_RowOut_: {
            /**
             * Items
             * @description The rows of this page.
             */
            items: components["schemas"]["RowOut"][];
            /**
             * Next Cursor
             * @description The cursor of the next page; null on the last page.
             * @example WyJzdGFydCJd
             */
            next_cursor?: string | null;
        };
        /** Page[SessionSummary] */
        Page_SessionSummary_: {
            /**
             * Items
             * @description The rows of this page.
             */
            items: components["schemas"]["SessionSummary"][];
            /**
             * Next Cursor
             * @description The cursor of the next page; null on the last page.
             * @example WyJzdGFydCJd
             */
            next_cursor?: string | null;
        };
        /** Page[SubstitutionDetailOut] */
        Page_SubstitutionDetailOut_: {
            /**
             * Items
             * @description The rows of this page.
             */
            items: components["schemas"]["SubstitutionDetailOut"][];
            /**
             * Next Cursor
             * @description The cursor of the next page; null on the last page.
             * @example WyJzdGFydCJd
             */
            next_cursor?: string | null;
        };
        /** Page[TrackedLearnerOut] */
        Page_TrackedLearnerOut_: {
            /**
             * Items
             * @description The rows of this page.
             */
            items: components["schemas"]["TrackedLearnerOut"][];
            /**
             * Next Cursor
             * @description The cursor of the next page; null on the last page.
             * @example WyJzdGFydCJd
             */
            next_cursor?: string | null;
        };
        /** Page[UnloggedOut] */
        Page_UnloggedOut_: {
            /**
             * Items
             * @description The rows of this page.
             */
            items: components["schemas"]["UnloggedOut"][];
            /**
             * Next Cursor
             * @description The cursor of the next page; null on the last page.
             * @example WyJzdGFydCJd
             */
            next_cursor?: string | null;
        };
        /**
         * PeoplePage
         * @description One page of people. Those of whom the caller may see no more than the name have only this, and their id.
         */
        PeoplePage: {
            /**
             * Items
             * @description The rows of this page.
             * @example [
             *       {
             *         "name": "Ada Lovelace",
             *         "person_id": "0193b2a4-0000-7000-8000-000000000001"
             *       }
             *     ]
             */
            items: (components["schemas"]["PersonOut"] | components["schemas"]["PersonName"])[];
            /**
             * Next Cursor
             * @description The cursor of the next page; null on the last page.
             * @example WyJzdGFydCJd
             */
            next_cursor?: string | null;
        };
        /**
         * PersonIn
         * @description A person to create.
         */
        PersonIn: {
            /**
             * Username
             * @description Their username, unique in the organisation, whatever its case and width.
             * @example ada
             */
            username: string;
            /**
             * Name
             * @description Their name.
             * @example Ada Lovelace
             */
            name: string;
            /**
             * Email
             * @description Their e-mail address, if known.
             * @example ada@example.org
             */
            email?: string | null;
            /**
             * Role
             * @description Their role.
             * @example learner
             * @enum {string}
             */
            role: "learner" | "coach" | "guardian" | "admin" | "support" | "finance";
            /**
             * Language
             * @description Their language (BCP 47), if known.
             * @example pt-BR
             */
            language?: string | null;
            /**
             * Zone
             * @description Their IANA zone. If they have none, the organisation's holds.
             * @example Europe/Lisbon
             */
            zone?: string | null;
            /**
             * External Id
             * @description Its id in another system, unique in the organisation. Case matters; white space at its ends is left out. Null: none.
             * @example LMS-4711
             */
            external_id?: string | null;
        };
        /**
         * PersonName
         * @description A person's name.
         */
        PersonName: {
            /**
             * Person Id
             * Format: uuid
             * @description A person's id.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            person_id: string;
            /**
             * Name
             * @description Their name.
             * @example Ada Lovelace
             */
            name: string;
        };
        /**
         * PersonOut
         * @description A person.
         */
        PersonOut: {
            /**
             * Username
             * @description Their username, unique in the organisation, whatever its case and width.
             * @example ada
             */
            username: string;
            /**
             * Name
             * @description Their name.
             * @example Ada Lovelace
             */
            name: string;
            /**
             * Email
             * @description Their e-mail address, if known.
             * @example ada@example.org
             */
            email?: string | null;
            /**
             * Role
             * @description Their role.
             * @example learner
             * @enum {string}
             */
            role: "learner" | "coach" | "guardian" | "admin" | "support" | "finance";
            /**
             * Language
             * @description Their language (BCP 47), if known.
             * @example pt-BR
             */
            language?: string | null;
            /**
             * Zone
             * @description Their IANA zone. If they have none, the organisation's holds.
             * @example Europe/Lisbon
             */
            zone?: string | null;
            /**
             * External Id
             * @description Its id in another system, unique in the organisation. Case matters; white space at its ends is left out. Null: none.
             * @example LMS-4711
             */
            external_id?: string | null;
            /**
             * Version
             * @description Its version, with which its ETag begins.
             * @example 2
             */
            version: number;
            /**
             * Person Id
             * Format: uuid
             * @description Their id, the `sub` of their tokens.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            person_id: string;
        };
        /**
         * PersonPatch
         * @description Changes to a person. A field that is left out stays as it is.
         */
        PersonPatch: {
            /**
             * Username
             * @description Unique in the organisation, whatever its case and width.
             * @default
             * @example ada
             */
            username: string;
            /**
             * Name
             * @description Their name.
             * @default
             * @example Ada King
             */
            name: string;
            /**
             * Email
             * @description Their e-mail address; null removes it.
             * @example ada@example.org
             */
            email?: string | null;
            /**
             * Role
             * @description Their role. Refused while it conflicts with what they take part in.
             * @default learner
             * @example coach
             * @enum {string}
             */
            role: "learner" | "coach" | "guardian" | "admin" | "support" | "finance";
            /**
             * Language
             * @description Their language (BCP 47), if known.
             * @example pt-BR
             */
            language?: string | null;
            /**
             * Zone
             * @description Their IANA zone. If they have none, the organisation's holds.
             * @example Europe/Lisbon
             */
            zone?: string | null;
            /**
             * External Id
             * @description Its id in another system, unique in the organisation. Case matters; white space at its ends is left out. Null: none.
             * @example LMS-4711
             */
            external_id?: string | null;
        };
        /**
         * PolicyIn
         * @description A policy to put in force. A field that is left out takes the preset's value.
         */
        PolicyIn: {
            /**
             * Minimum Minutes
             * @description The fewest minutes that can be logged.
             * @default 5
             * @example 5
             */
            minimum_minutes: number;
            /**
             * Maximum Minutes
             * @description The most minutes that can be logged.
             * @default 90
             * @example 90
             */
            maximum_minutes: number;
            /**
             * Step Minutes
             * @description Logged minutes are a multiple of this.
             * @default 5
             * @example 5
             */
            step_minutes: number;
            /**
             * Recap Minimum Characters
             * @description Fewest characters of a recap; white space counts once.
             * @default 150
             * @example 150
             */
            recap_minimum_characters: number;
            /**
             * Acceptance Required
             * @description Whether every learner must have accepted or declined.
             * @default true
             * @example true
             */
            acceptance_required: boolean;
            /**
             * Empty Call Required
             * @description Whether everybody else must have left the call first.
             * @default true
             * @example true
             */
            empty_call_required: boolean;
            /**
             * Log Within Hours
             * @description Hours after the end in which a coach may log it.
             * @default 72
             * @example 72
             */
            log_within_hours: number;
            /**
             * Start Early Minutes
             * @description How many minutes early it can be started.
             * @default 60
             * @example 60
             */
            start_early_minutes: number;
            /**
             * Rounding
             * @description How raw minutes are rounded to the step; nearest rounds half a step up.
             * @default up
             * @example up
             * @enum {string}
             */
            rounding: "up" | "nearest" | "down";
            /**
             * Recap Sections Required
             * @description Whether a recap must have the three sections.
             * @default false
             * @example false
             */
            recap_sections_required: boolean;
            /**
             * Attendance Default
             * @description The mark of a learner whom nobody marked.
             * @default absent
             * @example absent
             * @enum {string}
             */
            attendance_default: "present" | "late" | "excused" | "absent";
            /**
             * Reminder Hours
             * @description Hours after a session's end at which its coaches are reminded to log it; each less than log_within_hours. Default: the hours of the preset that are less.
             * @default [
             *       1,
             *       24,
             *       66
             *     ]
             * @example [
             *       1,
             *       24,
             *       66
             *     ]
             */
            reminder_hours: number[];
            /**
             * Amendment Second Person
             * @description Whether a second person must approve an amendment. Two people must have a role that approves.
             * @default false
             * @example false
             */
            amendment_second_person: boolean;
            /**
             * Void Second Person
             * @description Whether a second person must approve a void. Two people must have a role that approves.
             * @default false
             * @example false
             */
            void_second_person: boolean;
            /**
             * Erasure Second Person
             * @description Whether a second person must approve the erasure of a person. Two people must be admins.
             * @default false
             * @example false
             */
            erasure_second_person: boolean;
            /**
             * Amendment Approvers
             * @description The roles that approve corrections. Without a second person they correct at once.
             * @default [
             *       "admin"
             *     ]
             * @example [
             *       "admin"
             *     ]
             */
            amendment_approvers: ("admin" | "support")[];
            /**
             * Void Allowed
             * @description Whether a completion may be voided.
             * @default true
             * @example true
             */
            void_allowed: boolean;
            /**
             * Presence Present Basis Points
             * @description The share of an online session, in basis points, from which the time in its call proposes the mark present.
             * @default 5000
             * @example 5000
             */
            presence_present_basis_points: number;
            /**
             * Presence Late Minutes
             * @description Somebody who joins the call more than this many minutes after the start is proposed as late.
             * @default 10
             * @example 10
             */
            presence_late_minutes: number;
            /**
             * Earning Hold Days
             * @description Days from an earning's credit until it is available.
             * @default 0
             * @example 0
             */
            earning_hold_days: number;
            /**
             * Unpaid
             * @description Whether coaches are volunteers, so that sessions earn nothing.
             * @default false
             * @example false
             */
            unpaid: boolean;
            /**
             * Fellow Names
             * @description Whether learners and guardians see the names of the other learners who accepted. They see how many learners there are in any case.
             * @default false
             * @example false
             */
            fellow_names: boolean;
            /**
             * Invitations
             * @description Whose enrolment is an invitation that they have to answer. individuals: who is added alone; an enrolment by class, file or course run counts as accepted. everybody, nobody: all enrolments, or none. What a coach plans is always an invitation.
             * @default individuals
             * @example individuals
             * @enum {string}
             */
            invitations: "everybody" | "individuals" | "nobody";
            /**
             * Coaches Plan
             * @description Whether coaches plan lessons of their own, with learners whom they know. Learners or guardians have to accept them.
             * @default true
             * @example true
             */
            coaches_plan: boolean;
            /**
             * Separate Duties
             * @description The roles that an admin does not include. support: an admin completes no session late, and corrects nothing as support. finance: an admin neither sees pay nor sets rates. Somebody must have the role. It holds for what people do from effective_from on, and reaches the other services by an event.
             * @default []
             * @example [
             *       "finance"
             *     ]
             */
            separate_duties: ("support" | "finance")[];
            /**
             * Preset
             * @description Where it starts from. tutoring: the defaults. coaching: up to 240 minutes, recap optional.
             * @default tutoring
             * @example tutoring
             * @enum {string}
             */
            preset: "tutoring" | "coaching";
            /**
             * Effective From
             * @description It applies to sessions that start from this instant on. Default: now. An instant in the past also covers sessions since then that are not completed yet.
             * @example 2026-11-02T00:00:00+01:00
             */
            effective_from?: string | null;
        };
        /**
         * PolicyOut
         * @description The policy in force, and the versions that come into force later.
         */
        PolicyOut: {
            /**
             * Minimum Minutes
             * @description The fewest minutes that can be logged.
             * @default 5
             * @example 5
             */
            minimum_minutes: number;
            /**
             * Maximum Minutes
             * @description The most minutes that can be logged.
             * @default 90
             * @example 90
             */
            maximum_minutes: number;
            /**
             * Step Minutes
             * @description Logged minutes are a multiple of this.
             * @default 5
             * @example 5
             */
            step_minutes: number;
            /**
             * Recap Minimum Characters
             * @description Fewest characters of a recap; white space counts once.
             * @default 150
             * @example 150
             */
            recap_minimum_characters: number;
            /**
             * Acceptance Required
             * @description Whether every learner must have accepted or declined.
             * @default true
             * @example true
             */
            acceptance_required: boolean;
            /**
             * Empty Call Required
             * @description Whether everybody else must have left the call first.
             * @default true
             * @example true
             */
            empty_call_required: boolean;
            /**
             * Log Within Hours
             * @description Hours after the end in which a coach may log it.
             * @default 72
             * @example 72
             */
            log_within_hours: number;
            /**
             * Start Early Minutes
             * @description How many minutes early it can be started.
             * @default 60
             * @example 60
             */
            start_early_minutes: number;
            /**
             * Rounding
             * @description How raw minutes are rounded to the step; nearest rounds half a step up.
             * @default up
             * @example up
             * @enum {string}
             */
            rounding: "up" | "nearest" | "down";
            /**
             * Recap Sections Required
             * @description Whether a recap must have the three sections.
             * @default false
             * @example false
             */
            recap_sections_required: boolean;
            /**
             * Attendance Default
             * @description The mark of a learner whom nobody marked.
             * @default absent
             * @example absent
             * @enum {string}
             */
            attendance_default: "present" | "late" | "excused" | "absent";
            /**
             * Reminder Hours
             * @description Hours after a session's end at which its coaches are reminded to log it; each less than log_within_hours. Default: the hours of the preset that are less.
             * @default [
             *       1,
             *       24,
             *       66
             *     ]
             * @example [
             *       1,
             *       24,
             *       66
             *     ]
             */
            reminder_hours: number[];
            /**
             * Amendment Second Person
             * @description Whether a second person must approve an amendment. Two people must have a role that approves.
             * @default false
             * @example false
             */
            amendment_second_person: boolean;
            /**
             * Void Second Person
             * @description Whether a second person must approve a void. Two people must have a role that approves.
             * @default false
             * @example false
             */
            void_second_person: boolean;
            /**
             * Erasure Second Person
             * @description Whether a second person must approve the erasure of a person. Two people must be admins.
             * @default false
             * @example false
             */
            erasure_second_person: boolean;
            /**
             * Amendment Approvers
             * @description The roles that approve corrections. Without a second person they correct at once.
             * @default [
             *       "admin"
             *     ]
             * @example [
             *       "admin"
             *     ]
             */
            amendment_approvers: ("admin" | "support")[];
            /**
             * Void Allowed
             * @description Whether a completion may be voided.
             * @default true
             * @example true
             */
            void_allowed: boolean;
            /**
             * Presence Present Basis Points
             * @description The share of an online session, in basis points, from which the time in its call proposes the mark present.
             * @default 5000
             * @example 5000
             */
            presence_present_basis_points: number;
            /**
             * Presence Late Minutes
             * @description Somebody who joins the call more than this many minutes after the start is proposed as late.
             * @default 10
             * @example 10
             */
            presence_late_minutes: number;
            /**
             * Earning Hold Days
             * @description Days from an earning's credit until it is available.
             * @default 0
             * @example 0
             */
            earning_hold_days: number;
            /**
             * Unpaid
             * @description Whether coaches are volunteers, so that sessions earn nothing.
             * @default false
             * @example false
             */
            unpaid: boolean;
            /**
             * Fellow Names
             * @description Whether learners and guardians see the names of the other learners who accepted. They see how many learners there are in any case.
             * @default false
             * @example false
             */
            fellow_names: boolean;
            /**
             * Invitations
             * @description Whose enrolment is an invitation that they have to answer. individuals: who is added alone; an enrolment by class, file or course run counts as accepted. everybody, nobody: all enrolments, or none. What a coach plans is always an invitation.
             * @default individuals
             * @example individuals
             * @enum {string}
             */
            invitations: "everybody" | "individuals" | "nobody";
            /**
             * Coaches Plan
             * @description Whether coaches plan lessons of their own, with learners whom they know. Learners or guardians have to accept them.
             * @default true
             * @example true
             */
            coaches_plan: boolean;
            /**
             * Separate Duties
             * @description The roles that an admin does not include. support: an admin completes no session late, and corrects nothing as support. finance: an admin neither sees pay nor sets rates. Somebody must have the role. It holds for what people do from effective_from on, and reaches the other services by an event.
             * @default []
             * @example [
             *       "finance"
             *     ]
             */
            separate_duties: ("support" | "finance")[];
            /**
             * Version
             * @description Its version; 0 is the built-in default.
             * @example 1
             */
            version: number;
            /**
             * Effective From
             * @description When it comes into force; null: no lower bound.
             * @example 2026-11-01T23:00:00Z
             */
            effective_from: string | null;
            /**
             * Written By
             * @description Who wrote it; null: it is built in. Nobody knows it of a version that was recovered after a loss. Then it is who completed a session under it, and `written_at` is when.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            written_by: string | null;
            /**
             * Written At
             * @description When it was written; null: it is built in.
             * @example 2026-11-02T06:10:00Z
             */
            written_at: string | null;
            /**
             * Scheduled
             * @description Versions that come into force later, the next first.
             * @example []
             */
            scheduled: components["schemas"]["PolicyVersionOut"][];
        };
        /**
         * PolicyVersionOut
         * @description One version of the policy.
         */
        PolicyVersionOut: {
            /**
             * Minimum Minutes
             * @description The fewest minutes that can be logged.
             * @default 5
             * @example 5
             */
            minimum_minutes: number;
            /**
             * Maximum Minutes
             * @description The most minutes that can be logged.
             * @default 90
             * @example 90
             */
            maximum_minutes: number;
            /**
             * Step Minutes
             * @description Logged minutes are a multiple of this.
             * @default 5
             * @example 5
             */
            step_minutes: number;
            /**
             * Recap Minimum Characters
             * @description Fewest characters of a recap; white space counts once.
             * @default 150
             * @example 150
             */
            recap_minimum_characters: number;
            /**
             * Acceptance Required
             * @description Whether every learner must have accepted or declined.
             * @default true
             * @example true
             */
            acceptance_required: boolean;
            /**
             * Empty Call Required
             * @description Whether everybody else must have left the call first.
             * @default true
             * @example true
             */
            empty_call_required: boolean;
            /**
             * Log Within Hours
             * @description Hours after the end in which a coach may log it.
             * @default 72
             * @example 72
             */
            log_within_hours: number;
            /**
             * Start Early Minutes
             * @description How many minutes early it can be started.
             * @default 60
             * @example 60
             */
            start_early_minutes: number;
            /**
             * Rounding
             * @description How raw minutes are rounded to the step; nearest rounds half a step up.
             * @default up
             * @example up
             * @enum {string}
             */
            rounding: "up" | "nearest" | "down";
            /**
             * Recap Sections Required
             * @description Whether a recap must have the three sections.
             * @default false
             * @example false
             */
            recap_sections_required: boolean;
            /**
             * Attendance Default
             * @description The mark of a learner whom nobody marked.
             * @default absent
             * @example absent
             * @enum {string}
             */
            attendance_default: "present" | "late" | "excused" | "absent";
            /**
             * Reminder Hours
             * @description Hours after a session's end at which its coaches are reminded to log it; each less than log_within_hours. Default: the hours of the preset that are less.
             * @default [
             *       1,
             *       24,
             *       66
             *     ]
             * @example [
             *       1,
             *       24,
             *       66
             *     ]
             */
            reminder_hours: number[];
            /**
             * Amendment Second Person
             * @description Whether a second person must approve an amendment. Two people must have a role that approves.
             * @default false
             * @example false
             */
            amendment_second_person: boolean;
            /**
             * Void Second Person
             * @description Whether a second person must approve a void. Two people must have a role that approves.
             * @default false
             * @example false
             */
            void_second_person: boolean;
            /**
             * Erasure Second Person
             * @description Whether a second person must approve the erasure of a person. Two people must be admins.
             * @default false
             * @example false
             */
            erasure_second_person: boolean;
            /**
             * Amendment Approvers
             * @description The roles that approve corrections. Without a second person they correct at once.
             * @default [
             *       "admin"
             *     ]
             * @example [
             *       "admin"
             *     ]
             */
            amendment_approvers: ("admin" | "support")[];
            /**
             * Void Allowed
             * @description Whether a completion may be voided.
             * @default true
             * @example true
             */
            void_allowed: boolean;
            /**
             * Presence Present Basis Points
             * @description The share of an online session, in basis points, from which the time in its call proposes the mark present.
             * @default 5000
             * @example 5000
             */
            presence_present_basis_points: number;
            /**
             * Presence Late Minutes
             * @description Somebody who joins the call more than this many minutes after the start is proposed as late.
             * @default 10
             * @example 10
             */
            presence_late_minutes: number;
            /**
             * Earning Hold Days
             * @description Days from an earning's credit until it is available.
             * @default 0
             * @example 0
             */
            earning_hold_days: number;
            /**
             * Unpaid
             * @description Whether coaches are volunteers, so that sessions earn nothing.
             * @default false
             * @example false
             */
            unpaid: boolean;
            /**
             * Fellow Names
             * @description Whether learners and guardians see the names of the other learners who accepted. They see how many learners there are in any case.
             * @default false
             * @example false
             */
            fellow_names: boolean;
            /**
             * Invitations
             * @description Whose enrolment is an invitation that they have to answer. individuals: who is added alone; an enrolment by class, file or course run counts as accepted. everybody, nobody: all enrolments, or none. What a coach plans is always an invitation.
             * @default individuals
             * @example individuals
             * @enum {string}
             */
            invitations: "everybody" | "individuals" | "nobody";
            /**
             * Coaches Plan
             * @description Whether coaches plan lessons of their own, with learners whom they know. Learners or guardians have to accept them.
             * @default true
             * @example true
             */
            coaches_plan: boolean;
            /**
             * Separate Duties
             * @description The roles that an admin does not include. support: an admin completes no session late, and corrects nothing as support. finance: an admin neither sees pay nor sets rates. Somebody must have the role. It holds for what people do from effective_from on, and reaches the other services by an event.
             * @default []
             * @example [
             *       "finance"
             *     ]
             */
            separate_duties: ("support" | "finance")[];
            /**
             * Version
             * @description Its version; 0 is the built-in default.
             * @example 1
             */
            version: number;
            /**
             * Effective From
             * @description When it comes into force; null: no lower bound.
             * @example 2026-11-01T23:00:00Z
             */
            effective_from: string | null;
            /**
             * Written By
             * @description Who wrote it; null: it is built in. Nobody knows it of a version that was recovered after a loss. Then it is who completed a session under it, and `written_at` is when.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            written_by: string | null;
            /**
             * Written At
             * @description When it was written; null: it is built in.
             * @example 2026-11-02T06:10:00Z
             */
            written_at: string | null;
        };
        /**
         * PresenceIn
         * @description Somebody joins or leaves the call.
         */
        PresenceIn: {
            /**
             * Person Id
             * @description Who joins or leaves; default: the caller.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            person_id?: string | null;
            /**
             * Action
             * @description Whether they join or leave.
             * @example join
             * @enum {string}
             */
            action: "join" | "leave";
        };
        /**
         * PresenceOut
         * @description The people who are in the call now.
         */
        PresenceOut: {
            /**
             * Session Id
             * Format: uuid
             * @description The session.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            session_id: string;
            /**
             * In Call
             * @description The people in the call.
             * @example [
             *       "0193b2a4-0000-7000-8000-000000000001"
             *     ]
             */
            in_call: string[];
        };
        /**
         * PresetOut
         * @description A preset: values from which a policy may start.
         */
        PresetOut: {
            /**
             * Minimum Minutes
             * @description The fewest minutes that can be logged.
             * @default 5
             * @example 5
             */
            minimum_minutes: number;
            /**
             * Maximum Minutes
             * @description The most minutes that can be logged.
             * @default 90
             * @example 90
             */
            maximum_minutes: number;
            /**
             * Step Minutes
             * @description Logged minutes are a multiple of this.
             * @default 5
             * @example 5
             */
            step_minutes: number;
            /**
             * Recap Minimum Characters
             * @description Fewest characters of a recap; white space counts once.
             * @default 150
             * @example 150
             */
            recap_minimum_characters: number;
            /**
             * Acceptance Required
             * @description Whether every learner must have accepted or declined.
             * @default true
             * @example true
             */
            acceptance_required: boolean;
            /**
             * Empty Call Required
             * @description Whether everybody else must have left the call first.
             * @default true
             * @example true
             */
            empty_call_required: boolean;
            /**
             * Log Within Hours
             * @description Hours after the end in which a coach may log it.
             * @default 72
             * @example 72
             */
            log_within_hours: number;
            /**
             * Start Early Minutes
             * @description How many minutes early it can be started.
             * @default 60
             * @example 60
             */
            start_early_minutes: number;
            /**
             * Rounding
             * @description How raw minutes are rounded to the step; nearest rounds half a step up.
             * @default up
             * @example up
             * @enum {string}
             */
            rounding: "up" | "nearest" | "down";
            /**
             * Recap Sections Required
             * @description Whether a recap must have the three sections.
             * @default false
             * @example false
             */
            recap_sections_required: boolean;
            /**
             * Attendance Default
             * @description The mark of a learner whom nobody marked.
             * @default absent
             * @example absent
             * @enum {string}
             */
            attendance_default: "present" | "late" | "excused" | "absent";
            /**
             * Reminder Hours
             * @description Hours after a session's end at which its coaches are reminded to log it; each less than log_within_hours. Default: the hours of the preset that are less.
             * @default [
             *       1,
             *       24,
             *       66
             *     ]
             * @example [
             *       1,
             *       24,
             *       66
             *     ]
             */
            reminder_hours: number[];
            /**
             * Amendment Second Person
             * @description Whether a second person must approve an amendment. Two people must have a role that approves.
             * @default false
             * @example false
             */
            amendment_second_person: boolean;
            /**
             * Void Second Person
             * @description Whether a second person must approve a void. Two people must have a role that approves.
             * @default false
             * @example false
             */
            void_second_person: boolean;
            /**
             * Erasure Second Person
             * @description Whether a second person must approve the erasure of a person. Two people must be admins.
             * @default false
             * @example false
             */
            erasure_second_person: boolean;
            /**
             * Amendment Approvers
             * @description The roles that approve corrections. Without a second person they correct at once.
             * @default [
             *       "admin"
             *     ]
             * @example [
             *       "admin"
             *     ]
             */
            amendment_approvers: ("admin" | "support")[];
            /**
             * Void Allowed
             * @description Whether a completion may be voided.
             * @default true
             * @example true
             */
            void_allowed: boolean;
            /**
             * Presence Present Basis Points
             * @description The share of an online session, in basis points, from which the time in its call proposes the mark present.
             * @default 5000
             * @example 5000
             */
            presence_present_basis_points: number;
            /**
             * Presence Late Minutes
             * @description Somebody who joins the call more than this many minutes after the start is proposed as late.
             * @default 10
             * @example 10
             */
            presence_late_minutes: number;
            /**
             * Earning Hold Days
             * @description Days from an earning's credit until it is available.
             * @default 0
             * @example 0
             */
            earning_hold_days: number;
            /**
             * Unpaid
             * @description Whether coaches are volunteers, so that sessions earn nothing.
             * @default false
             * @example false
             */
            unpaid: boolean;
            /**
             * Fellow Names
             * @description Whether learners and guardians see the names of the other learners who accepted. They see how many learners there are in any case.
             * @default false
             * @example false
             */
            fellow_names: boolean;
            /**
             * Invitations
             * @description Whose enrolment is an invitation that they have to answer. individuals: who is added alone; an enrolment by class, file or course run counts as accepted. everybody, nobody: all enrolments, or none. What a coach plans is always an invitation.
             * @default individuals
             * @example individuals
             * @enum {string}
             */
            invitations: "everybody" | "individuals" | "nobody";
            /**
             * Coaches Plan
             * @description Whether coaches plan lessons of their own, with learners whom they know. Learners or guardians have to accept them.
             * @default true
             * @example true
             */
            coaches_plan: boolean;
            /**
             * Separate Duties
             * @description The roles that an admin does not include. support: an admin completes no session late, and corrects nothing as support. finance: an admin neither sees pay nor sets rates. Somebody must have the role. It holds for what people do from effective_from on, and reaches the other services by an event.
             * @default []
             * @example [
             *       "finance"
             *     ]
             */
            separate_duties: ("support" | "finance")[];
            /**
             * Preset
             * @description Its name.
             * @example tutoring
             * @enum {string}
             */
            preset: "tutoring" | "coaching";
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
         * ProofEntryOut
         * @description A record of the session, and the proof that the log contains it.
         */
        ProofEntryOut: {
            /**
             * Kind
             * @description What it records.
             * @example completion
             * @enum {string}
             */
            kind: "completion" | "amendment" | "void";
            /**
             * Record
             * @description The record's canonical bytes (RFC 8785), in base64.
             * @example eyJhdHRlbmRhbmNl…
             */
            record: string;
            /**
             * Leaf Index
             * @description Its position in the log, from 0.
             * @example 2
             */
            leaf_index: number;
            /**
             * Hashes
             * @description The proof's hashes in the order of RFC 6962, in base64.
             * @example [
             *       "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="
             *     ]
             */
            hashes: string[];
            /** @description Its texts; null if you may read none of them, or if they were erased. */
            opened: components["schemas"]["OpenedOut"] | null;
        };
        /**
         * ProofOut
         * @description A proof of a session's records. It has everything that a verifier needs except a key that the verifier trusts.
         */
        ProofOut: {
            /**
             * Type
             * @description What this document is.
             * @example lockstep.proof.v1
             * @constant
             */
            type: "lockstep.proof.v1";
            /**
             * Origin
             * @description The log's name: the first line of its checkpoints.
             * @example lockstep.local/sessions/0193b2a4-0000-7000-8000-000000000001
             */
            origin: string;
            /**
             * Verifier Key
             * @description The log's public key, as signed notes use it (C2SP vkey). Compare it with the key that you kept.
             * @example lockstep.local/sessions/0193b2a4-0000-7000-8000-000000000001+5e1f0a2b+ARoM8f3myQgpkk0Tug1ItR3g4tk8Ryk42Zskb0togqVB
             */
            verifier_key: string;
            /**
             * Session Id
             * Format: uuid
             * @description The session.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            session_id: string;
            /**
             * Checkpoint
             * @description A checkpoint: the signed note, verbatim.
             * @example lockstep.local/sessions/0193b2a4-0000-7000-8000-000000000001
             *     3
             *     CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
             *
             *     — lockstep.local/sessions/0193b2a4-0000-7000-8000-000000000001 Xh8KK…
             */
            checkpoint: string;
            /**
             * Entries
             * @description Its completion and each correction, in the order of the log.
             */
            entries: components["schemas"]["ProofEntryOut"][];
            /**
             * Key Changes
             * @description The changes of the log's key up to the (later) checkpoint. Empty: it was never changed.
             */
            key_changes: components["schemas"]["KeyChangeOut"][];
        };
        /**
         * QuestionIn
         * @description A question to the coach who asked for help. They answer it with another request.
         */
        QuestionIn: {
            /**
             * Text
             * @description The question.
             * @example Was Ada there until the end?
             */
            text: string;
        };
        /**
         * ReasonIn
         * @description A reason.
         */
        ReasonIn: {
            /**
             * Reason
             * @description The reason.
             * @example The call broke off after 30 minutes
             */
            reason: string;
        };
        /**
         * RecapLimitsOut
         * @description The limits of the recap.
         */
        RecapLimitsOut: {
            /**
             * Minimum Characters
             * @description The fewest characters; 0: none are needed.
             * @example 150
             */
            minimum_characters: number;
            /**
             * Sections Required
             * @description Whether it must have its sections.
             * @example false
             */
            sections_required: boolean;
        };
        /**
         * RecapSectionsBody
         * @description A recap in three sections. Their characters are counted together.
         */
        RecapSectionsBody: {
            /**
             * Topics Covered
             * @description The topics covered.
             * @example Linear equations
             */
            topics_covered: string;
            /**
             * Learner Progress
             * @description The learner's progress.
             * @example Solves them
             */
            learner_progress: string;
            /**
             * Next Steps
             * @description The next steps.
             * @example Two unknowns
             */
            next_steps: string;
        };
        /**
         * RejectionIn
         * @description A rejection, or a withdrawal by the coach who proposed it.
         */
        RejectionIn: {
            /**
             * Reason
             * @description Why it is rejected. Staff and the proposer read it. A proposer may leave it out.
             * @example She is on leave that week.
             */
            reason?: string | null;
        };
        /**
         * ReportOut
         * @description What an import did, or would do in a dry run.
         */
        ReportOut: {
            /**
             * Import Id
             * Format: uuid
             * @description The import's id, under which the list has its trace.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            import_id: string;
            /**
             * Rows
             * @description Number of rows in the file.
             * @example 40
             */
            rows: number;
            /**
             * Created
             * @description Number of rows that create something.
             * @example 36
             */
            created: number;
            /**
             * Updated
             * @description Number of rows that change something.
             * @example 2
             */
            updated: number;
            /**
             * Unchanged
             * @description Number of rows that change nothing.
             * @example 1
             */
            unchanged: number;
            /**
             * Errors
             * @description Number of rows that are wrong.
             * @example 1
             */
            errors: number;
            /**
             * Hints
             * @description What the sender should know about the file as a whole.
             * @example [
             *       "These columns are not imported: Teacher."
             *     ]
             */
            hints: string[];
            /**
             * Date Orders
             * @description How dates were read that do not begin with the year, for each separator that the file has.
             */
            date_orders: components["schemas"]["DateOrderOut"][];
            /**
             * Results
             * @description The result for each row, in order of lines.
             */
            results: components["schemas"]["RowOut"][];
        };
        /**
         * ReportedMarkBody
         * @description What a coach says of the attendance of one learner. It counts if nobody has marked them on the register.
         */
        ReportedMarkBody: {
            /**
             * Person Id
             * Format: uuid
             * @description A person's id.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            person_id: string;
            /**
             * Code
             * @description The attendance code.
             * @example present
             * @enum {string}
             */
            code: "present" | "late" | "excused" | "absent";
            /**
             * Minutes
             * @description How many minutes the learner was there, if known.
             * @example 40
             */
            minutes?: number | null;
        };
        /**
         * RoomIn
         * @description A room to create.
         */
        RoomIn: {
            /**
             * Name
             * @description Its name, unique in the organisation, whatever its case and width.
             * @example Room 4
             */
            name: string;
            /**
             * Seats
             * @description Number of people it holds; null if it is not known.
             * @example 24
             */
            seats?: number | null;
        };
        /**
         * RoomOut
         * @description A room.
         */
        RoomOut: {
            /**
             * Name
             * @description Its name, unique in the organisation, whatever its case and width.
             * @example Room 4
             */
            name: string;
            /**
             * Seats
             * @description Number of people it holds; null if it is not known.
             * @example 24
             */
            seats?: number | null;
            /**
             * Room Id
             * Format: uuid
             * @description The room's id.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            room_id: string;
            /**
             * Version
             * @description Its version, with which its ETag begins.
             * @example 2
             */
            version: number;
        };
        /**
         * RoomPatch
         * @description Changes to a room. A field that is left out stays as it is.
         */
        RoomPatch: {
            /**
             * Name
             * @description Its name, unique in the organisation, whatever its case and width.
             * @default
             * @example Room 4
             */
            name: string;
            /**
             * Seats
             * @description Number of people it holds; null if it is not known.
             * @example 24
             */
            seats?: number | null;
        };
        /**
         * RosterDelta
         * @description Learners to add and to remove. Everybody else stays.
         */
        RosterDelta: {
            /**
             * Add
             * @description Learners to add.
             * @default []
             */
            add: components["schemas"]["SeatIn"][];
            /**
             * Remove
             * @description Learners to remove.
             * @default []
             * @example [
             *       "0193b2a4-0000-7000-8000-000000000001"
             *     ]
             */
            remove: string[];
            /**
             * Class Ids
             * @description Classes to enrol, with their current members.
             * @default []
             * @example [
             *       "0193b2a4-0000-7000-8000-000000000001"
             *     ]
             */
            class_ids: string[];
        };
        /**
         * RowOut
         * @description The result for one row of a file.
         */
        RowOut: {
            /**
             * Line
             * @description The line on which the row begins. The header is line 1.
             * @example 2
             */
            line: number;
            /**
             * Result
             * @description The result.
             * @example create
             * @enum {string}
             */
            result: "create" | "update" | "unchanged" | "error";
            /**
             * Id
             * @description The id of its person, course, class or session; null while that does not exist.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            id: string | null;
            /**
             * Name
             * @description The name in the row.
             * @example Ada Lovelace
             */
            name: string;
            /**
             * Column
             * @description The column of the error.
             * @example role
             */
            column: string | null;
            /**
             * Detail
             * @description What is wrong and how to correct it; or what changes; or what stays although the row differs.
             * @example 'boss' is not one of learner, coach, guardian, admin, support
             */
            detail: string | null;
        };
        /**
         * SeatIn
         * @description A learner to put on the roster.
         */
        SeatIn: {
            /**
             * Person Id
             * Format: uuid
             * @description A person's id.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            person_id: string;
            /**
             * Acceptance
             * @description Their answer to the invitation, if known.
             * @example accepted
             */
            acceptance?: ("invited" | "accepted" | "declined") | null;
        };
        /**
         * SeatOut
         * @description A learner on the roster.
         */
        SeatOut: {
            /**
             * Person Id
             * Format: uuid
             * @description A person's id.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            person_id: string;
            /**
             * Acceptance
             * @description Their answer to the invitation.
             * @example accepted
             * @enum {string}
             */
            acceptance: "invited" | "accepted" | "declined";
            /**
             * Accepted By
             * @description How it came about that they take part. answer: they or a guardian accepted; series: they accepted its series or course run; enrolment: they were enrolled by class, file or course run, which counts as accepted; admin: an admin wrote it; attending: nobody answered, but they were there; policy: the policy does not wait for answers. Null: they have not accepted, or it was not kept.
             * @example answer
             */
            accepted_by?: ("answer" | "series" | "enrolment" | "admin" | "attending" | "policy") | null;
        };
        /**
         * SeriesAnswerIn
         * @description An answer to the invitation to a batch.
         */
        SeriesAnswerIn: {
            /**
             * Person Id
             * @description Who answers; default: the caller.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            person_id?: string | null;
            /**
             * Acceptance
             * @description The answer.
             * @example accepted
             * @enum {string}
             */
            acceptance: "accepted" | "declined";
        };
        /**
         * SeriesAnswerOut
         * @description A learner's answer to the invitation to a batch. It shows nothing of the batch.
         */
        SeriesAnswerOut: {
            /**
             * Batch Id
             * Format: uuid
             * @description The batch.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            batch_id: string;
            /**
             * Person Id
             * Format: uuid
             * @description The learner.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            person_id: string;
            /**
             * Acceptance
             * @description The answer.
             * @example accepted
             * @enum {string}
             */
            acceptance: "accepted" | "declined";
            /**
             * Sessions Changed
             * @description Number of sessions to come that have the answer now and had not before.
             * @example 4
             */
            sessions_changed: number;
        };
        /**
         * ServiceAnswerOut
         * @description What one service erased, and what it keeps and why.
         */
        ServiceAnswerOut: {
            /**
             * Service
             * @description The service.
             * @example attendance
             */
            service: string;
            /**
             * Erased At
             * @description When it had erased; null until it answers.
             * @example 2026-11-02T06:10:00Z
             */
            erased_at: string | null;
            /**
             * Erased
             * @description What it erased.
             */
            erased: components["schemas"]["ErasedOut"][];
            /**
             * Kept
             * @description What it keeps, and why.
             */
            kept: components["schemas"]["KeptOut"][];
        };
        /**
         * SessionDetailOut
         * @description A session as the caller sees it, with the names of what it refers to.
         */
        SessionDetailOut: {
            /**
             * Description
             * @description What it is about.
             * @example Linear equations
             */
            description: string;
            /**
             * Mode
             * @description Where it takes place.
             * @example online
             * @enum {string}
             */
            mode: "online" | "in_person";
            /**
             * Visibility
             * @description What learners may do outside the access window.
             * @example read_only
             * @enum {string}
             */
            visibility: "read_only" | "accessible" | "not_accessible" | "list_only";
            /**
             * Seats Max
             * @description Number of seats; null: no limit.
             * @example 24
             */
            seats_max: number | null;
            /**
             * Session Id
             * Format: uuid
             * @description The session's id.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            session_id: string;
            /**
             * Version
             * @description Its version, with which its ETag begins.
             * @example 2
             */
            version: number;
            /**
             * State
             * @description Its state.
             * @example scheduled
             * @enum {string}
             */
            state: "scheduled" | "in_progress" | "completed" | "cancelled";
            /**
             * Name
             * @description Its name, unique in the organisation, whatever its case and width. The names of cancelled and voided sessions can be used again.
             * @example Algebra, Mon 7:10
             */
            name: string;
            /**
             * External Id
             * @description Its id in another system, unique in the organisation. Case matters; white space at its ends is left out. Null: none.
             * @example LMS-4711
             */
            external_id: string | null;
            /**
             * Batch Id
             * @description The id of its batch.
             * @example null
             */
            batch_id: string | null;
            /**
             * Planned By Coach
             * @description Whether a coach planned it, so that each learner has to accept.
             * @example false
             */
            planned_by_coach: boolean;
            /**
             * Run Id
             * @description The course run inside which it is planned, if it is.
             * @example null
             */
            run_id: string | null;
            /**
             * Is Run
             * @description Whether it is a course run: it has no planned time, and lessons are planned inside it.
             * @example false
             */
            is_run: boolean;
            /**
             * Category Id
             * @description The id of its category.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            category_id: string | null;
            /**
             * Course Ids
             * @description Its courses.
             * @example [
             *       "0193b2a4-0000-7000-8000-000000000001"
             *     ]
             */
            course_ids: string[];
            /**
             * Coaches
             * @description The session coach first, then co-coaches.
             */
            coaches: components["schemas"]["NamedCoachOut"][];
            /**
             * Roster
             * @description Its learners, in order of person id. Learners see themselves, and guardians their learners.
             */
            roster: components["schemas"]["NamedSeatOut"][];
            /**
             * Learner Count
             * @description How many learners are on its roster.
             * @example 4
             */
            learner_count: number;
            /**
             * In Call
             * @description The people in the call now. Learners see its coaches and themselves.
             * @example [
             *       "0193b2a4-0000-7000-8000-000000000001"
             *     ]
             */
            in_call: string[];
            /**
             * Starts At
             * @description Planned start.
             * @example 2026-11-02T06:10:00Z
             */
            starts_at: string | null;
            /**
             * Ends At
             * @description Planned end.
             * @example 2026-11-02T06:55:00Z
             */
            ends_at: string | null;
            /**
             * Zone
             * @description IANA zone of its wall clocks.
             * @example Europe/Prague
             */
            zone: string;
            /**
             * Started At
             * @description Actual start.
             * @example 2026-11-02T06:10:12Z
             */
            started_at: string | null;
            /**
             * Completed At
             * @description When it was completed, if it was.
             * @example null
             */
            completed_at: string | null;
            /**
             * Voided At
             * @description When its completion was voided, if it was.
             * @example null
             */
            voided_at: string | null;
            /**
             * Successor Of
             * @description The voided session that it replaces, if any.
             * @example null
             */
            successor_of: string | null;
            /**
             * Cancelled At
             * @description When it was cancelled, if it was.
             * @example null
             */
            cancelled_at: string | null;
            /**
             * Notice
             * @description If it was cancelled: the message for its people.
             * @example null
             */
            notice: string | null;
            /**
             * Display From
             * @description When lists begin to show it to learners; null: no limit.
             * @example null
             */
            display_from: string | null;
            /**
             * Display Until
             * @description When lists stop showing it to learners; null: no limit.
             * @example null
             */
            display_until: string | null;
            /**
             * Access From
             * @description From when on learners may open it; null: no limit.
             * @example null
             */
            access_from: string | null;
            /**
             * Access Until
             * @description Until when learners may open it; null: no limit.
             * @example null
             */
            access_until: string | null;
            /**
             * Coach From
             * @description From when on coaches may open it. If coach_until is null too, the access window holds for them.
             * @example null
             */
            coach_from: string | null;
            /**
             * Coach Until
             * @description Until when coaches may open it. If coach_from is null too, the access window holds for them.
             * @example null
             */
            coach_until: string | null;
            /**
             * Room Id
             * @description The room where it takes place.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            room_id: string | null;
            /**
             * Access
             * @description Whether the caller may open or only read it.
             * @example open
             * @enum {string}
             */
            access: "none" | "read_only" | "open";
            /**
             * Category
             * @description The name of its category.
             * @example Maths
             */
            category: string | null;
            /**
             * Room
             * @description The name of its room.
             * @example Room 4
             */
            room: string | null;
            /**
             * Batch
             * @description The name of its batch.
             * @example null
             */
            batch: string | null;
            /**
             * Run
             * @description The name of the course run inside which it is planned.
             * @example null
             */
            run: string | null;
            /** @description The lessons of a course run; null for any other session. */
            lessons: components["schemas"]["LessonsOut"] | null;
            /**
             * Own Fields
             * @description The fields that were given or changed on this session alone. Changes of its batch or course run do not touch them.
             * @example [
             *       "starts_at"
             *     ]
             */
            own_fields: string[];
            /**
             * Courses
             * @description Its courses, in order.
             */
            courses: components["schemas"]["CourseOfSessionOut"][];
            /**
             * Class Ids
             * @description The classes that were enrolled.
             * @example [
             *       "0193b2a4-0000-7000-8000-000000000001"
             *     ]
             */
            class_ids: string[];
            /**
             * Successor Id
             * @description The session that replaces it, if it was voided and replaced.
             * @example null
             */
            successor_id: string | null;
            /**
             * Classes
             * @description The same classes with their names, for staff and coaches.
             */
            classes: components["schemas"]["ClassOfSessionOut"][];
            /**
             * People
             * @description The names of its coaches and of the learners whom the caller sees. Learners see the names of others who accepted if the policy says so.
             */
            people: components["schemas"]["PersonName"][];
            /** @description Its completion as it holds now, or held at as_of; null: none. */
            completion: components["schemas"]["StandingOut"] | null;
        };
        /**
         * SessionIn
         * @description A session to schedule.
         */
        SessionIn: {
            /**
             * Display From
             * @description When lists begin to show it to learners; null: no limit.
             * @example 2026-11-02T07:10:00+01:00
             */
            display_from?: string | null;
            /**
             * Display Until
             * @description When lists stop showing it to learners; null: no limit.
             * @example 2026-11-02T07:10:00+01:00
             */
            display_until?: string | null;
            /**
             * Access From
             * @description From when on learners may open it; null: no limit.
             * @example 2026-11-02T07:10:00+01:00
             */
            access_from?: string | null;
            /**
             * Access Until
             * @description Until when learners may open it; null: no limit.
             * @example 2026-11-02T07:10:00+01:00
             */
            access_until?: string | null;
            /**
             * Coach From
             * @description From when on coaches may open it. If coach_until is null too, the access window holds for them.
             * @example 2026-11-02T07:10:00+01:00
             */
            coach_from?: string | null;
            /**
             * Coach Until
             * @description Until when coaches may open it. If coach_from is null too, the access window holds for them.
             * @example 2026-11-02T07:10:00+01:00
             */
            coach_until?: string | null;
            /**
             * Description
             * @description What it is about.
             * @default
             * @example Linear equations
             */
            description: string;
            /**
             * Mode
             * @description Where it takes place.
             * @example online
             * @enum {string}
             */
            mode: "online" | "in_person";
            /**
             * Visibility
             * @description What learners may do outside the access window.
             * @default read_only
             * @example read_only
             * @enum {string}
             */
            visibility: "read_only" | "accessible" | "not_accessible" | "list_only";
            /**
             * Seats Max
             * @description Number of seats; null: no limit.
             * @example 24
             */
            seats_max?: number | null;
            /**
             * Name
             * @description Its name, unique in the organisation, whatever its case and width.
             * @example Algebra, Mon 7:10
             */
            name: string;
            /**
             * External Id
             * @description Its id in another system, unique in the organisation. Case matters; white space at its ends is left out. Null: none.
             * @example LMS-4711
             */
            external_id?: string | null;
            /**
             * Run Id
             * @description The course run inside which it is planned: a session without a planned time. It takes from the run what this request does not say, and follows the run until it begins.
             * @example null
             */
            run_id?: string | null;
            /**
             * Coaches
             * @description The session coach first, then co-coaches. Inside a course run they may be left out: then they are those of the run, also when the run changes.
             * @example [
             *       {
             *         "person_id": "0193b2a4-0000-7000-8000-000000000001"
             *       }
             *     ]
             */
            coaches?: components["schemas"]["CoachIn"][] | null;
            /**
             * Course Ids
             * @description Its courses.
             * @default []
             * @example [
             *       "0193b2a4-0000-7000-8000-000000000001"
             *     ]
             */
            course_ids: string[];
            /**
             * Course Coaches
             * @description Course coaches, by course id. They see the session, but are not paid for it.
             * @default {}
             * @example {
             *       "0193b2a4-0000-7000-8000-000000000001": [
             *         "0193b2a4-0000-7000-8000-000000000001"
             *       ]
             *     }
             */
            course_coaches: {
                [key: string]: string[];
            };
            /**
             * Category
             * @description The name of its category. A new name creates a category.
             * @example Maths
             */
            category?: string | null;
            /**
             * Starts At
             * @description Planned start, with its offset.
             * @example 2026-11-02T07:10:00+01:00
             */
            starts_at?: string | null;
            /**
             * Ends At
             * @description Planned end, with its offset.
             * @example 2026-11-02T07:55:00+01:00
             */
            ends_at?: string | null;
            /**
             * Zone
             * @description IANA zone of its wall clock; default: the organisation's.
             */
            zone?: string | null;
            /**
             * Roster
             * @description Learners to start with.
             * @default []
             */
            roster: components["schemas"]["SeatIn"][];
            /**
             * Class Ids
             * @description Classes to enrol.
             * @default []
             * @example [
             *       "0193b2a4-0000-7000-8000-000000000001"
             *     ]
             */
            class_ids: string[];
            /**
             * Room Id
             * @description The room where it takes place.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            room_id?: string | null;
        };
        /**
         * SessionOut
         * @description A session.
         */
        SessionOut: {
            /**
             * Description
             * @description What it is about.
             * @example Linear equations
             */
            description: string;
            /**
             * Mode
             * @description Where it takes place.
             * @example online
             * @enum {string}
             */
            mode: "online" | "in_person";
            /**
             * Visibility
             * @description What learners may do outside the access window.
             * @example read_only
             * @enum {string}
             */
            visibility: "read_only" | "accessible" | "not_accessible" | "list_only";
            /**
             * Seats Max
             * @description Number of seats; null: no limit.
             * @example 24
             */
            seats_max: number | null;
            /**
             * Session Id
             * Format: uuid
             * @description The session's id.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            session_id: string;
            /**
             * Version
             * @description Its version, with which its ETag begins.
             * @example 2
             */
            version: number;
            /**
             * State
             * @description Its state.
             * @example scheduled
             * @enum {string}
             */
            state: "scheduled" | "in_progress" | "completed" | "cancelled";
            /**
             * Name
             * @description Its name, unique in the organisation, whatever its case and width. The names of cancelled and voided sessions can be used again.
             * @example Algebra, Mon 7:10
             */
            name: string;
            /**
             * External Id
             * @description Its id in another system, unique in the organisation. Case matters; white space at its ends is left out. Null: none.
             * @example LMS-4711
             */
            external_id: string | null;
            /**
             * Batch Id
             * @description The id of its batch.
             * @example null
             */
            batch_id: string | null;
            /**
             * Planned By Coach
             * @description Whether a coach planned it, so that each learner has to accept.
             * @example false
             */
            planned_by_coach: boolean;
            /**
             * Run Id
             * @description The course run inside which it is planned, if it is.
             * @example null
             */
            run_id: string | null;
            /**
             * Is Run
             * @description Whether it is a course run: it has no planned time, and lessons are planned inside it.
             * @example false
             */
            is_run: boolean;
            /**
             * Category Id
             * @description The id of its category.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            category_id: string | null;
            /**
             * Course Ids
             * @description Its courses.
             * @example [
             *       "0193b2a4-0000-7000-8000-000000000001"
             *     ]
             */
            course_ids: string[];
            /**
             * Coaches
             * @description The session coach first, then co-coaches.
             */
            coaches: components["schemas"]["CoachOut"][];
            /**
             * Roster
             * @description Its learners, in order of person id. Learners see themselves, and guardians their learners.
             */
            roster: components["schemas"]["SeatOut"][];
            /**
             * Learner Count
             * @description How many learners are on its roster.
             * @example 4
             */
            learner_count: number;
            /**
             * In Call
             * @description The people in the call now. Learners see its coaches and themselves.
             * @example [
             *       "0193b2a4-0000-7000-8000-000000000001"
             *     ]
             */
            in_call: string[];
            /**
             * Starts At
             * @description Planned start.
             * @example 2026-11-02T06:10:00Z
             */
            starts_at: string | null;
            /**
             * Ends At
             * @description Planned end.
             * @example 2026-11-02T06:55:00Z
             */
            ends_at: string | null;
            /**
             * Zone
             * @description IANA zone of its wall clocks.
             * @example Europe/Prague
             */
            zone: string;
            /**
             * Started At
             * @description Actual start.
             * @example 2026-11-02T06:10:12Z
             */
            started_at: string | null;
            /**
             * Completed At
             * @description When it was completed, if it was.
             * @example null
             */
            completed_at: string | null;
            /**
             * Voided At
             * @description When its completion was voided, if it was.
             * @example null
             */
            voided_at: string | null;
            /**
             * Successor Of
             * @description The voided session that it replaces, if any.
             * @example null
             */
            successor_of: string | null;
            /**
             * Cancelled At
             * @description When it was cancelled, if it was.
             * @example null
             */
            cancelled_at: string | null;
            /**
             * Notice
             * @description If it was cancelled: the message for its people.
             * @example null
             */
            notice: string | null;
            /**
             * Display From
             * @description When lists begin to show it to learners; null: no limit.
             * @example null
             */
            display_from: string | null;
            /**
             * Display Until
             * @description When lists stop showing it to learners; null: no limit.
             * @example null
             */
            display_until: string | null;
            /**
             * Access From
             * @description From when on learners may open it; null: no limit.
             * @example null
             */
            access_from: string | null;
            /**
             * Access Until
             * @description Until when learners may open it; null: no limit.
             * @example null
             */
            access_until: string | null;
            /**
             * Coach From
             * @description From when on coaches may open it. If coach_until is null too, the access window holds for them.
             * @example null
             */
            coach_from: string | null;
            /**
             * Coach Until
             * @description Until when coaches may open it. If coach_from is null too, the access window holds for them.
             * @example null
             */
            coach_until: string | null;
            /**
             * Room Id
             * @description The room where it takes place.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            room_id: string | null;
        };
        /**
         * SessionPatch
         * @description Changes to a session. A field that is left out stays as it is. Coaches and courses are replaced as a whole.
         *
         *     All of it is saved, or nothing.
         */
        SessionPatch: {
            /**
             * Display From
             * @description When lists begin to show it to learners; null: no limit.
             * @example 2026-11-02T07:10:00+01:00
             */
            display_from?: string | null;
            /**
             * Display Until
             * @description When lists stop showing it to learners; null: no limit.
             * @example 2026-11-02T07:10:00+01:00
             */
            display_until?: string | null;
            /**
             * Access From
             * @description From when on learners may open it; null: no limit.
             * @example 2026-11-02T07:10:00+01:00
             */
            access_from?: string | null;
            /**
             * Access Until
             * @description Until when learners may open it; null: no limit.
             * @example 2026-11-02T07:10:00+01:00
             */
            access_until?: string | null;
            /**
             * Coach From
             * @description From when on coaches may open it. If coach_until is null too, the access window holds for them.
             * @example 2026-11-02T07:10:00+01:00
             */
            coach_from?: string | null;
            /**
             * Coach Until
             * @description Until when coaches may open it. If coach_from is null too, the access window holds for them.
             * @example 2026-11-02T07:10:00+01:00
             */
            coach_until?: string | null;
            /**
             * Description
             * @description What it is about.
             * @default
             * @example Linear equations
             */
            description: string;
            /**
             * Mode
             * @description Where it takes place.
             * @default online
             * @example online
             * @enum {string}
             */
            mode: "online" | "in_person";
            /**
             * Visibility
             * @description What learners may do outside the access window.
             * @default read_only
             * @example read_only
             * @enum {string}
             */
            visibility: "read_only" | "accessible" | "not_accessible" | "list_only";
            /**
             * Seats Max
             * @description Number of seats; null: no limit.
             * @example 24
             */
            seats_max?: number | null;
            /**
             * Name
             * @description Its name, unique in the organisation, whatever its case and width.
             * @default
             * @example Algebra
             */
            name: string;
            /**
             * External Id
             * @description Its id in another system, unique in the organisation. Case matters; white space at its ends is left out. Null: none.
             * @example LMS-4711
             */
            external_id?: string | null;
            /**
             * Coaches
             * @description The session coach first, then co-coaches.
             * @default []
             */
            coaches: components["schemas"]["CoachIn"][];
            /**
             * Course Ids
             * @description Its courses.
             * @default []
             * @example [
             *       "0193b2a4-0000-7000-8000-000000000001"
             *     ]
             */
            course_ids: string[];
            /**
             * Category
             * @description The name of its category; null removes it from any.
             * @example Maths
             */
            category?: string | null;
            /**
             * Starts At
             * @description Planned start.
             * @example 2026-11-02T07:10:00+01:00
             */
            starts_at?: string | null;
            /**
             * Ends At
             * @description Planned end.
             * @example 2026-11-02T07:55:00+01:00
             */
            ends_at?: string | null;
            /**
             * Zone
             * @description IANA zone of its wall clocks.
             * @default
             * @example Europe/Prague
             */
            zone: string;
            /**
             * Room Id
             * @description The room where it takes place.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            room_id?: string | null;
            /**
             * Course Coaches
             * @description All course coaches of these courses, by course id. Those of other courses stay.
             * @default {}
             * @example {
             *       "0193b2a4-0000-7000-8000-000000000001": [
             *         "0193b2a4-0000-7000-8000-000000000001"
             *       ]
             *     }
             */
            course_coaches: {
                [key: string]: string[];
            };
            /** @description Learners and classes to add, and learners to remove. */
            roster?: components["schemas"]["RosterDelta"] | null;
        };
        /**
         * SessionSummary
         * @description A session in a list.
         */
        SessionSummary: {
            /**
             * Session Id
             * Format: uuid
             * @description The session's id.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            session_id: string;
            /**
             * Version
             * @description Its version.
             * @example 2
             */
            version: number;
            /**
             * Name
             * @description Its name.
             * @example Algebra, Mon 7:10
             */
            name: string;
            /**
             * State
             * @description Its state.
             * @example scheduled
             * @enum {string}
             */
            state: "scheduled" | "in_progress" | "completed" | "cancelled";
            /**
             * Status
             * @description Its status by listed_from and listed_until.
             * @example upcoming
             * @enum {string}
             */
            status: "current" | "past" | "upcoming";
            /**
             * Mode
             * @description Where it takes place.
             * @example online
             * @enum {string}
             */
            mode: "online" | "in_person";
            /**
             * Category Id
             * @description The id of its category.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            category_id: string | null;
            /**
             * Category
             * @description The name of its category.
             * @example Maths
             */
            category: string | null;
            /**
             * Batch Id
             * @description The id of its batch.
             * @example null
             */
            batch_id: string | null;
            /**
             * Batch
             * @description The name of its batch.
             * @example null
             */
            batch: string | null;
            /**
             * Run Id
             * @description The course run inside which it is planned, if it is.
             * @example null
             */
            run_id: string | null;
            /**
             * Is Run
             * @description Whether it is a course run: it has no planned time, and lessons are planned inside it.
             * @example false
             */
            is_run: boolean;
            /**
             * Lesson Count
             * @description Number of its lessons, if it is a course run, without cancelled and voided ones.
             * @example 0
             */
            lesson_count: number;
            /**
             * Room Id
             * @description The id of its room.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            room_id: string | null;
            /**
             * Room
             * @description The name of its room.
             * @example Room 4
             */
            room: string | null;
            /**
             * Listed From
             * @description Start of the display window, else access window, else schedule; of a lesson of a course run: of the schedule.
             * @example 2026-11-02T06:10:00Z
             */
            listed_from: string | null;
            /**
             * Listed Until
             * @description End of the same.
             * @example 2026-11-02T06:10:00Z
             */
            listed_until: string | null;
            /**
             * Starts At
             * @description Planned start.
             * @example 2026-11-02T06:10:00Z
             */
            starts_at: string | null;
            /**
             * Ends At
             * @description Planned end.
             * @example 2026-11-02T06:55:00Z
             */
            ends_at: string | null;
            /**
             * Zone
             * @description IANA zone of its wall clocks.
             * @example Europe/Prague
             */
            zone: string;
            /**
             * Completed At
             * @description When it was completed, if it was.
             * @example null
             */
            completed_at: string | null;
            /**
             * Logged Minutes
             * @description The minutes that count, as corrected; null until it is completed.
             * @example 45
             */
            logged_minutes: number | null;
            /**
             * Voided At
             * @description When its completion was voided, if it was.
             * @example null
             */
            voided_at: string | null;
            /**
             * Coach Id
             * Format: uuid
             * @description The session coach.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            coach_id: string;
            /**
             * Coach Name
             * @description The session coach's name.
             * @example Grace Hopper
             */
            coach_name: string;
            /**
             * Course Count
             * @description Number of courses.
             * @example 1
             */
            course_count: number;
            /**
             * Learner Count
             * @description Number of learners.
             * @example 24
             */
            learner_count: number;
            /**
             * Seats Max
             * @description Number of seats; null: no limit.
             * @example 24
             */
            seats_max: number | null;
        };
        /**
         * ShareIn
         * @description A coach of the session and their share of the earnings.
         */
        ShareIn: {
            /**
             * Person Id
             * Format: uuid
             * @description A person's id.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            person_id: string;
            /**
             * Share Basis Points
             * @description Their share in basis points; 10,000 is the whole.
             * @example 10000
             */
            share_basis_points: number;
        };
        /**
         * SkippedOccurrence
         * @description A date of the rule for which no session could be generated.
         */
        SkippedOccurrence: {
            /**
             * Occurrence
             * Format: date
             * @description The date.
             * @example 2026-11-09
             */
            occurrence: string;
            /**
             * Detail
             * @description The reason.
             * @example Grace Hopper is booked for 'Drama' from …
             */
            detail: string;
            /**
             * At
             * Format: date-time
             * @description When it was last tried. A future date is tried again.
             * @example 2026-11-02T16:00:00Z
             */
            at: string;
        };
        /**
         * SkippedOut
         * @description Somebody who was not invited.
         */
        SkippedOut: {
            /**
             * Person Id
             * Format: uuid
             * @description A person's id.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            person_id: string;
            /**
             * Reason
             * @description linked: they have a linked account. erased: the person was erased.
             * @example linked
             * @enum {string}
             */
            reason: "linked" | "erased";
        };
        /**
         * StandingOut
         * @description A completion as it was recorded, and as it holds after its corrections.
         */
        StandingOut: {
            /** @description What the completion record says. */
            as_completed: components["schemas"]["CompletedOut"];
            /** @description The values that hold, or held until the void. */
            as_corrected: components["schemas"]["CorrectableOut"];
            /**
             * Voided At
             * @description When it was voided, if it was.
             * @example null
             */
            voided_at: string | null;
            /**
             * Amendments
             * @description The applied corrections in order; a void is last.
             */
            amendments: components["schemas"]["CorrectionOut"][];
        };
        /**
         * SubstitutionDetailOut
         * @description A substitution with its session, the names of its people, and its reasons.
         */
        SubstitutionDetailOut: {
            /**
             * Proposal Id
             * Format: uuid
             * @description Its id.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            proposal_id: string;
            /**
             * Session Id
             * Format: uuid
             * @description The session.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            session_id: string;
            /**
             * State
             * @description open: it waits for an admin. withdrawn: its proposer took it back. overtaken: nobody decided, and it can no longer be confirmed: the session was cancelled or has begun, or its coaches changed.
             * @example confirmed
             * @enum {string}
             */
            state: "open" | "confirmed" | "rejected" | "withdrawn" | "overtaken";
            /**
             * Proposed By
             * Format: uuid
             * @description The coach who is to be replaced.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            proposed_by: string;
            /**
             * Coach Id
             * Format: uuid
             * @description The substitute.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            coach_id: string;
            /**
             * Proposed At
             * Format: date-time
             * @description When it was proposed.
             * @example 2026-11-02T06:10:00Z
             */
            proposed_at: string;
            /**
             * Decided By
             * @description Who decided; null if nobody did.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            decided_by: string | null;
            /**
             * Decided At
             * @description When it was decided; null if nobody did.
             * @example 2026-11-02T06:10:00Z
             */
            decided_at: string | null;
            /**
             * Session Version
             * @description The session's version that it made; null if it was not confirmed.
             * @example 4
             */
            session_version: number | null;
            /**
             * Session Name
             * @description The name of the session.
             * @example Algebra, Mon 7:10
             */
            session_name: string;
            /**
             * Starts At
             * @description The planned start of the session.
             * @example 2026-11-02T06:10:00Z
             */
            starts_at: string | null;
            /**
             * Ends At
             * @description The planned end of the session.
             * @example 2026-11-02T06:10:00Z
             */
            ends_at: string | null;
            /**
             * Zone
             * @description IANA zone of its wall clock.
             * @example Europe/Prague
             */
            zone: string;
            /**
             * Proposer Name
             * @description The name of the proposer.
             * @example Grace Hopper
             */
            proposer_name: string;
            /**
             * Coach Name
             * @description The name of the substitute.
             * @example Ada Lovelace
             */
            coach_name: string;
            /**
             * Decider Name
             * @description The name of who decided; null if nobody did, or if they are not in the directory.
             * @example null
             */
            decider_name: string | null;
            /**
             * Reason
             * @description Why it was proposed; null if you may not read it, or if it was erased.
             * @example I am at a conference.
             */
            reason: string | null;
            /**
             * Rejection Reason
             * @description Why it was rejected; null if there is none, if you may not read it, or if it was erased.
             * @example null
             */
            rejection_reason: string | null;
            /**
             * Erased
             * @description Whether a reason that you may read was erased on request.
             * @example false
             */
            erased: boolean;
        };
        /**
         * SubstitutionIn
         * @description A substitute whom a coach proposes.
         */
        SubstitutionIn: {
            /**
             * Coach Id
             * Format: uuid
             * @description The substitute: another coach.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            coach_id: string;
            /**
             * Reason
             * @description Why you cannot give the session. Staff and you read it.
             * @example I am at a conference.
             */
            reason: string;
        };
        /**
         * SubstitutionOut
         * @description A proposed substitute, and the decision about it.
         *
         *     It contains no texts. Answers are stored for their Idempotency-Key, and a stored text could not be erased.
         */
        SubstitutionOut: {
            /**
             * Proposal Id
             * Format: uuid
             * @description Its id.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            proposal_id: string;
            /**
             * Session Id
             * Format: uuid
             * @description The session.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            session_id: string;
            /**
             * State
             * @description open: it waits for an admin. withdrawn: its proposer took it back. overtaken: nobody decided, and it can no longer be confirmed: the session was cancelled or has begun, or its coaches changed.
             * @example confirmed
             * @enum {string}
             */
            state: "open" | "confirmed" | "rejected" | "withdrawn" | "overtaken";
            /**
             * Proposed By
             * Format: uuid
             * @description The coach who is to be replaced.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            proposed_by: string;
            /**
             * Coach Id
             * Format: uuid
             * @description The substitute.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            coach_id: string;
            /**
             * Proposed At
             * Format: date-time
             * @description When it was proposed.
             * @example 2026-11-02T06:10:00Z
             */
            proposed_at: string;
            /**
             * Decided By
             * @description Who decided; null if nobody did.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            decided_by: string | null;
            /**
             * Decided At
             * @description When it was decided; null if nobody did.
             * @example 2026-11-02T06:10:00Z
             */
            decided_at: string | null;
            /**
             * Session Version
             * @description The session's version that it made; null if it was not confirmed.
             * @example 4
             */
            session_version: number | null;
        };
        /**
         * TokenErrorOut
         * @description An error of OAuth 2.0 (RFC 6749, 5.2), which is a problem document at the same time.
         */
        TokenErrorOut: {
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
            /**
             * Error
             * @description The error code of OAuth 2.0.
             * @example invalid_grant
             */
            error: string;
            /**
             * Error Description
             * @description The detail, in ASCII.
             * @example Open your invitation.
             */
            error_description: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * TokenKeyOut
         * @description A public key of ES256.
         */
        TokenKeyOut: {
            /**
             * Kty
             * @description The type of the key.
             * @example EC
             */
            kty: string;
            /**
             * Crv
             * @description Its curve.
             * @example P-256
             */
            crv: string;
            /**
             * X
             * @description Its first coordinate.
             * @example f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU
             */
            x: string;
            /**
             * Y
             * @description Its second one.
             * @example x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0
             */
            y: string;
            /**
             * Kid
             * @description Its id (RFC 7638).
             * @example NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs
             */
            kid: string;
            /**
             * Use
             * @description It verifies signatures.
             * @example sig
             */
            use: string;
            /**
             * Alg
             * @description Their algorithm.
             * @example ES256
             */
            alg: string;
        };
        /**
         * TokenKeysOut
         * @description The public keys of the platform's own tokens (RFC 7517).
         */
        TokenKeysOut: {
            /**
             * Keys
             * @description The keys.
             */
            keys: components["schemas"]["TokenKeyOut"][];
        };
        /**
         * TokenOut
         * @description A token of the platform (RFC 8693, 2.2.1).
         */
        TokenOut: {
            /**
             * Access Token
             * @description The token, for the header Authorization: Bearer.
             * @example eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiI…
             */
            access_token: string;
            /**
             * Issued Token Type
             * @description What it is.
             * @example urn:ietf:params:oauth:token-type:access_token
             */
            issued_token_type: string;
            /**
             * Token Type
             * @description How it is sent.
             * @example Bearer
             */
            token_type: string;
            /**
             * Expires In
             * @description How many seconds it is valid.
             * @example 600
             */
            expires_in: number;
        };
        /**
         * TrackedLearnerOut
         * @description A learner who is or was on the roster.
         */
        TrackedLearnerOut: {
            /**
             * Person Id
             * Format: uuid
             * @description A person's id.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            person_id: string;
            /**
             * Name
             * @description Their name.
             * @example Ada Lovelace
             */
            name: string;
            /**
             * Is Enrolled
             * @description Whether they are on the roster now.
             * @example true
             */
            is_enrolled: boolean;
            /**
             * Acceptance
             * @description Their latest answer.
             * @example accepted
             * @enum {string}
             */
            acceptance: "invited" | "accepted" | "declined";
            /**
             * Answered At
             * @description When they gave it.
             * @example 2026-11-02T06:10:00Z
             */
            answered_at: string | null;
            /**
             * Enrolments
             * @description The periods in which they were on the roster.
             */
            enrolments: components["schemas"]["EnrolmentOut"][];
            /**
             * First Access At
             * @description When they first opened the session in its access window.
             * @example null
             */
            first_access_at: string | null;
            /**
             * Last Access At
             * @description When they last opened it, to the minute.
             * @example 2026-11-02T06:10:00Z
             */
            last_access_at: string | null;
            /** @description Null until the register is locked. */
            attendance: components["schemas"]["AttendanceOut"] | null;
        };
        /**
         * UnlinkIn
         * @description Why an account is unlinked.
         */
        UnlinkIn: {
            /**
             * Reason
             * @description Why. It is kept, so it names nobody.
             * @example wrong_person
             * @enum {string}
             */
            reason: "left" | "wrong_person" | "other_account" | "compromised" | "other";
        };
        /**
         * UnloggedOut
         * @description A session that you have to log.
         */
        UnloggedOut: {
            /**
             * Session Id
             * Format: uuid
             * @description The session's id.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            session_id: string;
            /**
             * Version
             * @description Its version.
             * @example 2
             */
            version: number;
            /**
             * Name
             * @description Its name.
             * @example Algebra, Mon 7:10
             */
            name: string;
            /**
             * State
             * @description Its state.
             * @example scheduled
             * @enum {string}
             */
            state: "scheduled" | "in_progress" | "completed" | "cancelled";
            /**
             * Status
             * @description Its status by listed_from and listed_until.
             * @example upcoming
             * @enum {string}
             */
            status: "current" | "past" | "upcoming";
            /**
             * Mode
             * @description Where it takes place.
             * @example online
             * @enum {string}
             */
            mode: "online" | "in_person";
            /**
             * Category Id
             * @description The id of its category.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            category_id: string | null;
            /**
             * Category
             * @description The name of its category.
             * @example Maths
             */
            category: string | null;
            /**
             * Batch Id
             * @description The id of its batch.
             * @example null
             */
            batch_id: string | null;
            /**
             * Batch
             * @description The name of its batch.
             * @example null
             */
            batch: string | null;
            /**
             * Run Id
             * @description The course run inside which it is planned, if it is.
             * @example null
             */
            run_id: string | null;
            /**
             * Is Run
             * @description Whether it is a course run: it has no planned time, and lessons are planned inside it.
             * @example false
             */
            is_run: boolean;
            /**
             * Lesson Count
             * @description Number of its lessons, if it is a course run, without cancelled and voided ones.
             * @example 0
             */
            lesson_count: number;
            /**
             * Room Id
             * @description The id of its room.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            room_id: string | null;
            /**
             * Room
             * @description The name of its room.
             * @example Room 4
             */
            room: string | null;
            /**
             * Listed From
             * @description Start of the display window, else access window, else schedule; of a lesson of a course run: of the schedule.
             * @example 2026-11-02T06:10:00Z
             */
            listed_from: string | null;
            /**
             * Listed Until
             * @description End of the same.
             * @example 2026-11-02T06:10:00Z
             */
            listed_until: string | null;
            /**
             * Starts At
             * @description Planned start.
             * @example 2026-11-02T06:10:00Z
             */
            starts_at: string | null;
            /**
             * Ends At
             * @description Planned end.
             * @example 2026-11-02T06:55:00Z
             */
            ends_at: string | null;
            /**
             * Zone
             * @description IANA zone of its wall clocks.
             * @example Europe/Prague
             */
            zone: string;
            /**
             * Completed At
             * @description When it was completed, if it was.
             * @example null
             */
            completed_at: string | null;
            /**
             * Logged Minutes
             * @description The minutes that count, as corrected; null until it is completed.
             * @example 45
             */
            logged_minutes: number | null;
            /**
             * Voided At
             * @description When its completion was voided, if it was.
             * @example null
             */
            voided_at: string | null;
            /**
             * Coach Id
             * Format: uuid
             * @description The session coach.
             * @example 0193b2a4-0000-7000-8000-000000000001
             */
            coach_id: string;
            /**
             * Coach Name
             * @description The session coach's name.
             * @example Grace Hopper
             */
            coach_name: string;
            /**
             * Course Count
             * @description Number of courses.
             * @example 1
             */
            course_count: number;
            /**
             * Learner Count
             * @description Number of learners.
             * @example 24
             */
            learner_count: number;
            /**
             * Seats Max
             * @description Number of seats; null: no limit.
             * @example 24
             */
            seats_max: number | null;
            /**
             * Ended At
             * Format: date-time
             * @description Its planned end. Without a schedule: the latest end that the policy allows.
             * @example 2026-11-02T06:10:00Z
             */
            ended_at: string;
            /**
             * Log Until
             * Format: date-time
             * @description The last instant at which you may log it.
             * @example 2026-11-05T06:10:00Z
             */
            log_until: string;
            /**
             * Seconds Left
             * @description Whole seconds until log_until; 0 when it has passed.
             * @example 259200
             */
            seconds_left: number;
            /**
             * Support Needed
             * @description Whether your time is over, so that only support may log it.
             * @example false
             */
            support_needed: boolean;
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
    complete_session: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes the request safe to repeat. For 24 hours the same key with the same body gets the stored answer (Idempotency-Replayed: true), and nothing is done again. The same key with another body gets 422. While the first request runs, a second one gets 409. After 24 hours the request would be done again. */
                "idempotency-key"?: string | null;
            };
            path: {
                session_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CompletionIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CompletionOut"];
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
    read_ending: {
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
                    "application/json": components["schemas"]["EndingOut"];
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
    read_record: {
        parameters: {
            query?: never;
            header?: never;
            path: {
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
    list_sessions: {
        parameters: {
            query?: {
                /** @description Order by listed date or by name; with - it is descending. */
                sort?: "start" | "-start" | "name" | "-name";
                /** @description The most rows that a page has. */
                limit?: number;
                /** @description next_cursor of the previous page. Leave it out for the first page. */
                cursor?: string | null;
                /** @description Only the sessions with these ids. At most 200, with commas between them. The answer leaves out those that you may not see. */
                ids?: string | null;
                /** @description Only the sessions with these names. Put a name that has a comma into quotation marks, as in CSV. Case and width do not matter. At most 200, with commas between them. The answer leaves out those that you may not see. */
                names?: string | null;
                /** @description Only the sessions with these ids of another system. At most 200, with commas between them. The answer leaves out those that you may not see. */
                external_ids?: string | null;
                /** @description Words, or beginnings of words, of the session's name, its coaches' names, usernames and e-mail addresses, or its courses' codes and titles. All must be found. Case and accents do not matter. */
                q?: string | null;
                /** @description Only sessions with this status, by the display window, else access window, else schedule; lessons of a course run by their schedule. */
                status?: ("current" | "past" | "upcoming") | null;
                /** @description Only sessions in this state. unlogged, for admins and support: past their end, and neither completed nor cancelled. */
                state?: ("scheduled" | "in_progress" | "completed" | "cancelled") | "unlogged" | null;
                /** @description Only sessions of this category. */
                category_id?: string | null;
                /** @description Only sessions that this person coaches, or of which they coach a course. */
                coach_id?: string | null;
                /** @description Only sessions with this course. */
                course_id?: string | null;
                /** @description Only sessions in which this class is enrolled. */
                class_id?: string | null;
                /** @description Only sessions on whose roster this person is. */
                learner_id?: string | null;
                /** @description Only sessions of this batch. */
                batch_id?: string | null;
                /** @description Only lessons of this course run. */
                run_id?: string | null;
                /** @description true: only course runs; false: only sessions that take place themselves. */
                is_run?: boolean | null;
                /** @description Only sessions in this room. */
                room_id?: string | null;
                /** @description Only sessions that take place there. */
                mode?: ("online" | "in_person") | null;
                /** @description Only sessions with which learners may do this outside the access window. */
                visibility?: ("read_only" | "accessible" | "not_accessible" | "list_only") | null;
                /** @description true: only sessions whose completion was voided; false: only the others. */
                voided?: boolean | null;
                /** @description true: only sessions with a proposed amendment or void on which nobody has decided; false: only the others. For staff and the sessions' coaches. */
                open_proposals?: boolean | null;
                /** @description Only sessions whose listed_from is at or after this instant. */
                listed_since?: string | null;
                /** @description Only sessions whose listed_from is before this instant. */
                listed_before?: string | null;
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
                    "application/json": components["schemas"]["Page_SessionSummary_"];
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
    create_session: {
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
                "application/json": components["schemas"]["SessionIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionOut"];
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
    list_batch_sessions: {
        parameters: {
            query?: {
                /** @description Order by listed date or by name; with - it is descending. */
                sort?: "start" | "-start" | "name" | "-name";
                /** @description The most rows that a page has. */
                limit?: number;
                /** @description next_cursor of the previous page. Leave it out for the first page. */
                cursor?: string | null;
            };
            header?: never;
            path: {
                batch_id: string;
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
                    "application/json": components["schemas"]["Page_SessionSummary_"];
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
    export_sessions: {
        parameters: {
            query?: {
                /** @description Only the sessions with these ids. At most 200, with commas between them. The answer leaves out those that you may not see. */
                ids?: string | null;
                /** @description Only the sessions with these names. Put a name that has a comma into quotation marks, as in CSV. Case and width do not matter. At most 200, with commas between them. The answer leaves out those that you may not see. */
                names?: string | null;
                /** @description Only the sessions with these ids of another system. At most 200, with commas between them. The answer leaves out those that you may not see. */
                external_ids?: string | null;
                /** @description Words, or beginnings of words, of the session's name, its coaches' names, usernames and e-mail addresses, or its courses' codes and titles. All must be found. Case and accents do not matter. */
                q?: string | null;
                /** @description Only sessions with this status, by the display window, else access window, else schedule; lessons of a course run by their schedule. */
                status?: ("current" | "past" | "upcoming") | null;
                /** @description Only sessions in this state. unlogged, for admins and support: past their end, and neither completed nor cancelled. */
                state?: ("scheduled" | "in_progress" | "completed" | "cancelled") | "unlogged" | null;
                /** @description Only sessions of this category. */
                category_id?: string | null;
                /** @description Only sessions that this person coaches, or of which they coach a course. */
                coach_id?: string | null;
                /** @description Only sessions with this course. */
                course_id?: string | null;
                /** @description Only sessions in which this class is enrolled. */
                class_id?: string | null;
                /** @description Only sessions on whose roster this person is. */
                learner_id?: string | null;
                /** @description Only sessions of this batch. */
                batch_id?: string | null;
                /** @description Only lessons of this course run. */
                run_id?: string | null;
                /** @description true: only course runs; false: only sessions that take place themselves. */
                is_run?: boolean | null;
                /** @description Only sessions in this room. */
                room_id?: string | null;
                /** @description Only sessions that take place there. */
                mode?: ("online" | "in_person") | null;
                /** @description Only sessions with which learners may do this outside the access window. */
                visibility?: ("read_only" | "accessible" | "not_accessible" | "list_only") | null;
                /** @description true: only sessions whose completion was voided; false: only the others. */
                voided?: boolean | null;
                /** @description true: only sessions with a proposed amendment or void on which nobody has decided; false: only the others. For staff and the sessions' coaches. */
                open_proposals?: boolean | null;
                /** @description Only sessions whose listed_from is at or after this instant. */
                listed_since?: string | null;
                /** @description Only sessions whose listed_from is before this instant. */
                listed_before?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
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
    read_session: {
        parameters: {
            query?: {
                /** @description An instant with its offset. The answer leaves out corrections made after it. Default: now. */
                as_of?: string | null;
            };
            header?: {
                /**
                 * @description The ETag of the answer that you have, or several. If it still holds, you get 304.
                 * @example "7-9f86d081884c7d65"
                 */
                "If-None-Match"?: string;
            };
            path: {
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
                    "application/json": components["schemas"]["SessionDetailOut"];
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
    change_session: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag that you read, or several with commas between them. You get 412 if the resource has changed since. It may be weak, because a proxy that compresses makes it so. */
                "if-match"?: string | null;
            };
            path: {
                session_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SessionPatch"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionOut"];
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
    copy_session: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes the request safe to repeat. For 24 hours the same key with the same body gets the stored answer (Idempotency-Replayed: true), and nothing is done again. The same key with another body gets 422. While the first request runs, a second one gets 409. After 24 hours the request would be done again. */
                "idempotency-key"?: string | null;
            };
            path: {
                session_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CopyIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionOut"];
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
    change_courses: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes the request safe to repeat. For 24 hours the same key with the same body gets the stored answer (Idempotency-Replayed: true), and nothing is done again. The same key with another body gets 422. While the first request runs, a second one gets 409. After 24 hours the request would be done again. */
                "idempotency-key"?: string | null;
                /** @description The ETag that you read, or several with commas between them. You get 412 if the resource has changed since. It may be weak, because a proxy that compresses makes it so. */
                "if-match"?: string | null;
            };
            path: {
                session_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CoursesDelta"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionOut"];
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
    change_course_coaches: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes the request safe to repeat. For 24 hours the same key with the same body gets the stored answer (Idempotency-Replayed: true), and nothing is done again. The same key with another body gets 422. While the first request runs, a second one gets 409. After 24 hours the request would be done again. */
                "idempotency-key"?: string | null;
                /** @description The ETag that you read, or several with commas between them. You get 412 if the resource has changed since. It may be weak, because a proxy that compresses makes it so. */
                "if-match"?: string | null;
            };
            path: {
                session_id: string;
                course_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CourseCoachesDelta"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionOut"];
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
    change_roster: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes the request safe to repeat. For 24 hours the same key with the same body gets the stored answer (Idempotency-Replayed: true), and nothing is done again. The same key with another body gets 422. While the first request runs, a second one gets 409. After 24 hours the request would be done again. */
                "idempotency-key"?: string | null;
                /** @description The ETag that you read, or several with commas between them. You get 412 if the resource has changed since. It may be weak, because a proxy that compresses makes it so. */
                "if-match"?: string | null;
            };
            path: {
                session_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RosterDelta"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionOut"];
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
    cancel_session: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes the request safe to repeat. For 24 hours the same key with the same body gets the stored answer (Idempotency-Replayed: true), and nothing is done again. The same key with another body gets 422. While the first request runs, a second one gets 409. After 24 hours the request would be done again. */
                "idempotency-key"?: string | null;
                /** @description The ETag that you read, or several with commas between them. You get 412 if the resource has changed since. It may be weak, because a proxy that compresses makes it so. */
                "if-match"?: string | null;
            };
            path: {
                session_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CancelIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionOut"];
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
    list_learners: {
        parameters: {
            query?: {
                /** @description Words of the name, or beginnings of words. */
                q?: string | null;
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
                    "application/json": components["schemas"]["Page_PersonName_"];
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
    answer_invitation: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes the request safe to repeat. For 24 hours the same key with the same body gets the stored answer (Idempotency-Replayed: true), and nothing is done again. The same key with another body gets 422. While the first request runs, a second one gets 409. After 24 hours the request would be done again. */
                "idempotency-key"?: string | null;
            };
            path: {
                session_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AcceptanceIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AcceptanceOut"];
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
    start_session: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes the request safe to repeat. For 24 hours the same key with the same body gets the stored answer (Idempotency-Replayed: true), and nothing is done again. The same key with another body gets 422. While the first request runs, a second one gets 409. After 24 hours the request would be done again. */
                "idempotency-key"?: string | null;
            };
            path: {
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
                    "application/json": components["schemas"]["SessionOut"];
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
    change_presence: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes the request safe to repeat. For 24 hours the same key with the same body gets the stored answer (Idempotency-Replayed: true), and nothing is done again. The same key with another body gets 422. While the first request runs, a second one gets 409. After 24 hours the request would be done again. */
                "idempotency-key"?: string | null;
            };
            path: {
                session_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PresenceIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PresenceOut"];
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
    leave_call: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes the request safe to repeat. For 24 hours the same key with the same body gets the stored answer (Idempotency-Replayed: true), and nothing is done again. The same key with another body gets 422. While the first request runs, a second one gets 409. After 24 hours the request would be done again. */
                "idempotency-key"?: string | null;
            };
            path: {
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
                    "application/json": components["schemas"]["PresenceOut"];
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
    read_history: {
        parameters: {
            query?: {
                /** @description Entries per page. */
                limit?: number;
                /** @description next_cursor of the previous page. Leave it out for the first page. */
                cursor?: string | null;
            };
            header?: never;
            path: {
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
                    "application/json": components["schemas"]["Page_HistoryEntryOut_"];
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
    read_tracking: {
        parameters: {
            query?: {
                /** @description The most rows that a page has. */
                limit?: number;
                /** @description next_cursor of the previous page. Leave it out for the first page. */
                cursor?: string | null;
            };
            header?: never;
            path: {
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
                    "application/json": components["schemas"]["Page_TrackedLearnerOut_"];
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
    list_notes: {
        parameters: {
            query?: {
                /** @description The most rows that a page has. */
                limit?: number;
                /** @description next_cursor of the previous page. Leave it out for the first page. */
                cursor?: string | null;
            };
            header?: never;
            path: {
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
                    "application/json": components["schemas"]["Page_NoteOut_"];
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
    create_note: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes the request safe to repeat. For 24 hours the same key with the same body gets the stored answer (Idempotency-Replayed: true), and nothing is done again. The same key with another body gets 422. While the first request runs, a second one gets 409. After 24 hours the request would be done again. */
                "idempotency-key"?: string | null;
            };
            path: {
                session_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NoteIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NoteWrittenOut"];
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
    list_session_links: {
        parameters: {
            query?: never;
            header?: never;
            path: {
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
                    "application/json": components["schemas"]["LinksOut"];
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
    add_session_link: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes the request safe to repeat. For 24 hours the same key with the same body gets the stored answer (Idempotency-Replayed: true), and nothing is done again. The same key with another body gets 422. While the first request runs, a second one gets 409. After 24 hours the request would be done again. */
                "idempotency-key"?: string | null;
            };
            path: {
                session_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LinkIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LinkOut"];
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
    remove_session_link: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                session_id: string;
                link_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
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
    list_batch_links: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                batch_id: string;
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
                    "application/json": components["schemas"]["LinksOut"];
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
    add_batch_link: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes the request safe to repeat. For 24 hours the same key with the same body gets the stored answer (Idempotency-Replayed: true), and nothing is done again. The same key with another body gets 422. While the first request runs, a second one gets 409. After 24 hours the request would be done again. */
                "idempotency-key"?: string | null;
            };
            path: {
                batch_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LinkIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LinkOut"];
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
    remove_batch_link: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                batch_id: string;
                link_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
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
    list_course_links: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                course_id: string;
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
                    "application/json": components["schemas"]["LinksOut"];
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
    add_course_link: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes the request safe to repeat. For 24 hours the same key with the same body gets the stored answer (Idempotency-Replayed: true), and nothing is done again. The same key with another body gets 422. While the first request runs, a second one gets 409. After 24 hours the request would be done again. */
                "idempotency-key"?: string | null;
            };
            path: {
                course_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LinkIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LinkOut"];
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
    remove_course_link: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                course_id: string;
                link_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
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
    propose_substitute: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes the request safe to repeat. For 24 hours the same key with the same body gets the stored answer (Idempotency-Replayed: true), and nothing is done again. The same key with another body gets 422. While the first request runs, a second one gets 409. After 24 hours the request would be done again. */
                "idempotency-key"?: string | null;
            };
            path: {
                session_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SubstitutionIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SubstitutionOut"];
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
    list_substitutes: {
        parameters: {
            query?: {
                /** @description Only those in this state. */
                state?: ("open" | "confirmed" | "rejected" | "withdrawn" | "overtaken") | null;
                /** @description Only those of this session. */
                session_id?: string | null;
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
                    "application/json": components["schemas"]["Page_SubstitutionDetailOut_"];
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
    confirm_substitute: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes the request safe to repeat. For 24 hours the same key with the same body gets the stored answer (Idempotency-Replayed: true), and nothing is done again. The same key with another body gets 422. While the first request runs, a second one gets 409. After 24 hours the request would be done again. */
                "idempotency-key"?: string | null;
            };
            path: {
                proposal_id: string;
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
                    "application/json": components["schemas"]["SubstitutionOut"];
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
    reject_substitute: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes the request safe to repeat. For 24 hours the same key with the same body gets the stored answer (Idempotency-Replayed: true), and nothing is done again. The same key with another body gets 422. While the first request runs, a second one gets 409. After 24 hours the request would be done again. */
                "idempotency-key"?: string | null;
            };
            path: {
                proposal_id: string;
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
                    "application/json": components["schemas"]["SubstitutionOut"];
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
    list_colleagues: {
        parameters: {
            query?: {
                /** @description Words of the name, or beginnings of words. */
                q?: string | null;
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
                    "application/json": components["schemas"]["Page_PersonName_"];
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
                    "application/json": components["schemas"]["Page_AmendmentDetailOut_"];
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
    void_session: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes the request safe to repeat. For 24 hours the same key with the same body gets the stored answer (Idempotency-Replayed: true), and nothing is done again. The same key with another body gets 422. While the first request runs, a second one gets 409. After 24 hours the request would be done again. */
                "idempotency-key"?: string | null;
            };
            path: {
                session_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReasonIn"];
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
                session_id: string;
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
                session_id: string;
                amendment_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReasonIn"];
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
    read_recap: {
        parameters: {
            query?: {
                /** @description An instant with its offset. The answer leaves out corrections made after it. Default: now. */
                as_of?: string | null;
            };
            header?: never;
            path: {
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
    list_all_amendments: {
        parameters: {
            query?: {
                /** @description Only those in this state. */
                state?: ("proposed" | "applied" | "rejected") | null;
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
                    "application/json": components["schemas"]["Page_AmendmentOfSessionOut_"];
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
    request_help: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes the request safe to repeat. For 24 hours the same key with the same body gets the stored answer (Idempotency-Replayed: true), and nothing is done again. The same key with another body gets 422. While the first request runs, a second one gets 409. After 24 hours the request would be done again. */
                "idempotency-key"?: string | null;
            };
            path: {
                session_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["HelpIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HelpOut"];
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
    list_help: {
        parameters: {
            query?: {
                /** @description Only those in this state. Default: those that wait (open and questioned). */
                state?: ("open" | "questioned" | "completed" | "closed" | "replaced" | "overtaken") | null;
                /** @description Only those of this session. */
                session_id?: string | null;
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
                    "application/json": components["schemas"]["Page_HelpRowOut_"];
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
    read_help: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                help_id: string;
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
                    "application/json": components["schemas"]["HelpDetailOut"];
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
    complete_help: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes the request safe to repeat. For 24 hours the same key with the same body gets the stored answer (Idempotency-Replayed: true), and nothing is done again. The same key with another body gets 422. While the first request runs, a second one gets 409. After 24 hours the request would be done again. */
                "idempotency-key"?: string | null;
            };
            path: {
                help_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["HelpCompletionIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CompletionOut"];
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
    question_help: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes the request safe to repeat. For 24 hours the same key with the same body gets the stored answer (Idempotency-Replayed: true), and nothing is done again. The same key with another body gets 422. While the first request runs, a second one gets 409. After 24 hours the request would be done again. */
                "idempotency-key"?: string | null;
            };
            path: {
                help_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["QuestionIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HelpOut"];
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
    close_help: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes the request safe to repeat. For 24 hours the same key with the same body gets the stored answer (Idempotency-Replayed: true), and nothing is done again. The same key with another body gets 422. While the first request runs, a second one gets 409. After 24 hours the request would be done again. */
                "idempotency-key"?: string | null;
            };
            path: {
                help_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CloseHelpIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HelpOut"];
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
    list_own_sessions: {
        parameters: {
            query?: {
                /** @description Only sessions that are current, past or upcoming, by your dates. */
                when?: ("current" | "past" | "upcoming") | null;
                /** @description Order by start of your dates; with - descending. */
                sort?: "start" | "-start";
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
                    "application/json": components["schemas"]["Page_OwnSessionOut_"];
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
    read_own_identity: {
        parameters: {
            query?: never;
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
                    "application/json": components["schemas"]["MeOut"];
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
    list_own_unlogged: {
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
                    "application/json": components["schemas"]["Page_UnloggedOut_"];
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
    read_calendar: {
        parameters: {
            query?: never;
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
                    "application/json": components["schemas"]["CalendarOut"];
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
    create_calendar: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewCalendarOut"];
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
    revoke_calendar: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
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
    read_calendar_file: {
        parameters: {
            query?: {
                /** @description The secret of the calendar's URL. */
                key?: string;
            };
            header?: {
                /** @description The ETag of the calendar that you have. */
                "if-none-match"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The calendar. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/calendar": string;
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
    list_batches: {
        parameters: {
            query?: {
                /** @description Words of the name, or beginnings of words. */
                q?: string | null;
                /** @description Only batches in this state. */
                state?: ("active" | "ended") | null;
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
                    "application/json": components["schemas"]["Page_BatchSummary_"];
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
    create_batch: {
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
                "application/json": components["schemas"]["BatchIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BatchChangeOut"];
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
    read_batch: {
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
                batch_id: string;
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
                    "application/json": components["schemas"]["BatchDetailOut"];
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
    change_batch: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag that you read, or several with commas between them. You get 412 if the resource has changed since. It may be weak, because a proxy that compresses makes it so. */
                "if-match"?: string | null;
            };
            path: {
                batch_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BatchPatch"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BatchChangeOut"];
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
    change_batch_roster: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes the request safe to repeat. For 24 hours the same key with the same body gets the stored answer (Idempotency-Replayed: true), and nothing is done again. The same key with another body gets 422. While the first request runs, a second one gets 409. After 24 hours the request would be done again. */
                "idempotency-key"?: string | null;
                /** @description The ETag that you read, or several with commas between them. You get 412 if the resource has changed since. It may be weak, because a proxy that compresses makes it so. */
                "if-match"?: string | null;
            };
            path: {
                batch_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RosterDelta"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BatchChangeOut"];
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
    answer_series: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes the request safe to repeat. For 24 hours the same key with the same body gets the stored answer (Idempotency-Replayed: true), and nothing is done again. The same key with another body gets 422. While the first request runs, a second one gets 409. After 24 hours the request would be done again. */
                "idempotency-key"?: string | null;
            };
            path: {
                batch_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SeriesAnswerIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SeriesAnswerOut"];
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
    end_batch: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes the request safe to repeat. For 24 hours the same key with the same body gets the stored answer (Idempotency-Replayed: true), and nothing is done again. The same key with another body gets 422. While the first request runs, a second one gets 409. After 24 hours the request would be done again. */
                "idempotency-key"?: string | null;
                /** @description The ETag that you read, or several with commas between them. You get 412 if the resource has changed since. It may be weak, because a proxy that compresses makes it so. */
                "if-match"?: string | null;
            };
            path: {
                batch_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BatchEndIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BatchChangeOut"];
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
    list_people: {
        parameters: {
            query?: {
                /** @description Only the one with this value. Case and width do not matter. */
                username?: string | null;
                /** @description Only people of this role. */
                role?: ("learner" | "coach" | "guardian" | "admin" | "support" | "finance") | null;
                /** @description Only the people with these ids. At most 200, with commas between them. The answer leaves out those that you may not see. */
                ids?: string | null;
                /** @description Only the people with these usernames. Case and width do not matter. At most 200, with commas between them. The answer leaves out those that you may not see. */
                usernames?: string | null;
                /** @description Only the people with these ids of another system. At most 200, with commas between them. The answer leaves out those that you may not see. */
                external_ids?: string | null;
                /** @description Words, or beginnings of words. All must be found. Case and accents do not matter. */
                q?: string | null;
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
                    "application/json": components["schemas"]["PeoplePage"];
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
    create_person: {
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
                "application/json": components["schemas"]["PersonIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PersonOut"];
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
    read_person: {
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
                person_id: string;
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
                    "application/json": components["schemas"]["PersonOut"];
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
    change_person: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag that you read, or several with commas between them. You get 412 if the resource has changed since. It may be weak, because a proxy that compresses makes it so. */
                "if-match"?: string | null;
            };
            path: {
                person_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PersonPatch"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PersonOut"];
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
    read_guardians: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                person_id: string;
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
                    "application/json": components["schemas"]["PersonName"][];
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
    add_guardian: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                person_id: string;
                guardian_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
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
    remove_guardian: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                person_id: string;
                guardian_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
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
    erase_person: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes the request safe to repeat. For 24 hours the same key with the same body gets the stored answer (Idempotency-Replayed: true), and nothing is done again. The same key with another body gets 422. While the first request runs, a second one gets 409. After 24 hours the request would be done again. */
                "idempotency-key"?: string | null;
            };
            path: {
                person_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ErasureIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErasureAskedOut"];
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
    approve_erasure: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes the request safe to repeat. For 24 hours the same key with the same body gets the stored answer (Idempotency-Replayed: true), and nothing is done again. The same key with another body gets 422. While the first request runs, a second one gets 409. After 24 hours the request would be done again. */
                "idempotency-key"?: string | null;
            };
            path: {
                erasure_id: string;
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
                    "application/json": components["schemas"]["ErasureAskedOut"];
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
    reject_erasure: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes the request safe to repeat. For 24 hours the same key with the same body gets the stored answer (Idempotency-Replayed: true), and nothing is done again. The same key with another body gets 422. While the first request runs, a second one gets 409. After 24 hours the request would be done again. */
                "idempotency-key"?: string | null;
            };
            path: {
                erasure_id: string;
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
                    "application/json": components["schemas"]["ErasureAskedOut"];
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
    list_all_erasures: {
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
                    "application/json": components["schemas"]["Page_ErasureOut_"];
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
    read_one_erasure: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                erasure_id: string;
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
                    "application/json": components["schemas"]["ErasureOut"];
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
    exchange_token: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-www-form-urlencoded": {
                    /**
                     * @description Always the token exchange.
                     * @example urn:ietf:params:oauth:grant-type:token-exchange
                     */
                    grant_type: string;
                    /**
                     * @description The provider's token.
                     * @example eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiI…
                     */
                    subject_token: string;
                    /**
                     * @description What it is: an access token or an ID token.
                     * @example urn:ietf:params:oauth:token-type:id_token
                     */
                    subject_token_type: string;
                    /**
                     * @description The org_id, if the account is linked in several organisations.
                     * @example 0193b2a4-0000-7000-8000-000000000001
                     */
                    audience?: string;
                    /**
                     * @description Always an access token. Leave it out.
                     * @example urn:ietf:params:oauth:token-type:access_token
                     */
                    requested_token_type?: string;
                };
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenOut"];
                };
            };
            /** @description The error of OAuth 2.0, as a problem document. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenErrorOut"];
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
    read_token_keys: {
        parameters: {
            query?: never;
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
                    "application/json": components["schemas"]["TokenKeysOut"];
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
    open_account: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OpenIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LinkedPersonOut"];
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
    list_account_invitations: {
        parameters: {
            query?: {
                /** @description Only those in this state. */
                state?: ("open" | "expired" | "used" | "replaced" | "withdrawn" | "linked" | "erased") | null;
                /** @description Only those of this person. */
                person_id?: string | null;
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
                    "application/json": components["schemas"]["Page_InvitationOut_"];
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
    invite_people: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["InvitationsIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InvitationsOut"];
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
    list_accounts: {
        parameters: {
            query?: {
                /** @description Only the people in this state. */
                state?: ("linked" | "invited" | "unlinked" | "lapsed" | "not_invited") | null;
                /** @description true: only those who ever signed in. false: only those who never did. */
                signed_in?: boolean | null;
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
                    "application/json": components["schemas"]["Page_AccountOut_"];
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
    read_account: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                person_id: string;
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
                    "application/json": components["schemas"]["AccountHistoryOut"];
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
    unlink_account: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                person_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UnlinkIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
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
    withdraw_invitation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                person_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
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
    list_courses: {
        parameters: {
            query?: {
                /** @description Only the one with this value. Case and width do not matter. */
                code?: string | null;
                /** @description Words, or beginnings of words. All must be found. Case and accents do not matter. */
                q?: string | null;
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
                    "application/json": components["schemas"]["Page_CourseOut_"];
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
    create_course: {
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
                "application/json": components["schemas"]["CourseIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CourseOut"];
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
    read_course: {
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
                course_id: string;
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
                    "application/json": components["schemas"]["CourseOut"];
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
    delete_course: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag that you read, or several with commas between them. You get 412 if the resource has changed since. It may be weak, because a proxy that compresses makes it so. */
                "if-match"?: string | null;
            };
            path: {
                course_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
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
    change_course: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag that you read, or several with commas between them. You get 412 if the resource has changed since. It may be weak, because a proxy that compresses makes it so. */
                "if-match"?: string | null;
            };
            path: {
                course_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CoursePatch"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CourseOut"];
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
    list_categories: {
        parameters: {
            query?: {
                /** @description Words, or beginnings of words. All must be found. Case and accents do not matter. */
                q?: string | null;
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
                    "application/json": components["schemas"]["Page_CategoryOut_"];
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
    create_category: {
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
                "application/json": components["schemas"]["CategoryIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CategoryOut"];
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
    delete_category: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag that you read, or several with commas between them. You get 412 if the resource has changed since. It may be weak, because a proxy that compresses makes it so. */
                "if-match"?: string | null;
            };
            path: {
                category_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
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
    rename_category: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag that you read, or several with commas between them. You get 412 if the resource has changed since. It may be weak, because a proxy that compresses makes it so. */
                "if-match"?: string | null;
            };
            path: {
                category_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CategoryIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CategoryOut"];
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
    list_classes: {
        parameters: {
            query?: {
                /** @description Words, or beginnings of words. All must be found. Case and accents do not matter. */
                q?: string | null;
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
                    "application/json": components["schemas"]["Page_ClassOut_"];
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
    create_class: {
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
                "application/json": components["schemas"]["ClassIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClassOut"];
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
    read_class: {
        parameters: {
            query?: {
                /** @description The most rows that a page has. */
                limit?: number;
                /** @description next_cursor of the previous page. Leave it out for the first page. */
                cursor?: string | null;
            };
            header?: {
                /**
                 * @description The ETag of the answer that you have, or several. If it still holds, you get 304.
                 * @example "7-9f86d081884c7d65"
                 */
                "If-None-Match"?: string;
            };
            path: {
                class_id: string;
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
                    "application/json": components["schemas"]["ClassDetailOut"];
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
    delete_class: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag that you read, or several with commas between them. You get 412 if the resource has changed since. It may be weak, because a proxy that compresses makes it so. */
                "if-match"?: string | null;
            };
            path: {
                class_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
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
    change_class: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag that you read, or several with commas between them. You get 412 if the resource has changed since. It may be weak, because a proxy that compresses makes it so. */
                "if-match"?: string | null;
            };
            path: {
                class_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ClassPatch"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClassOut"];
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
    change_members: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes the request safe to repeat. For 24 hours the same key with the same body gets the stored answer (Idempotency-Replayed: true), and nothing is done again. The same key with another body gets 422. While the first request runs, a second one gets 409. After 24 hours the request would be done again. */
                "idempotency-key"?: string | null;
                /** @description The ETag that you read, or several with commas between them. You get 412 if the resource has changed since. It may be weak, because a proxy that compresses makes it so. */
                "if-match"?: string | null;
            };
            path: {
                class_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MembersDelta"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClassOut"];
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
    change_coaches: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes the request safe to repeat. For 24 hours the same key with the same body gets the stored answer (Idempotency-Replayed: true), and nothing is done again. The same key with another body gets 422. While the first request runs, a second one gets 409. After 24 hours the request would be done again. */
                "idempotency-key"?: string | null;
                /** @description The ETag that you read, or several with commas between them. You get 412 if the resource has changed since. It may be weak, because a proxy that compresses makes it so. */
                "if-match"?: string | null;
            };
            path: {
                class_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ClassCoachesDelta"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClassOut"];
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
    list_rooms: {
        parameters: {
            query?: {
                /** @description Words, or beginnings of words. All must be found. Case and accents do not matter. */
                q?: string | null;
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
                    "application/json": components["schemas"]["Page_RoomOut_"];
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
    create_room: {
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
                "application/json": components["schemas"]["RoomIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RoomOut"];
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
    read_room: {
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
                room_id: string;
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
                    "application/json": components["schemas"]["RoomOut"];
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
    delete_room: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag that you read, or several with commas between them. You get 412 if the resource has changed since. It may be weak, because a proxy that compresses makes it so. */
                "if-match"?: string | null;
            };
            path: {
                room_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
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
    change_room: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag that you read, or several with commas between them. You get 412 if the resource has changed since. It may be weak, because a proxy that compresses makes it so. */
                "if-match"?: string | null;
            };
            path: {
                room_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RoomPatch"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RoomOut"];
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
    read_organisation: {
        parameters: {
            query?: never;
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
                    "application/json": components["schemas"]["OrganisationOut"];
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
    put_organisation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OrganisationIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrganisationOut"];
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
    read_policy: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag of the answer that you have, or several. If it still holds, you get 304.
                 * @example "7-9f86d081884c7d65"
                 */
                "If-None-Match"?: string;
            };
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
                    "application/json": components["schemas"]["PolicyOut"];
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
    put_policy: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag that you read, or several with commas between them. You get 412 if the resource has changed since. It may be weak, because a proxy that compresses makes it so. */
                "if-match"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PolicyIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyVersionOut"];
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
    list_policy_versions: {
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
                    "application/json": components["schemas"]["Page_PolicyVersionOut_"];
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
    list_policy_presets: {
        parameters: {
            query?: never;
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
                    "application/json": components["schemas"]["Page_PresetOut_"];
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
    create_call_hook: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallHookOut"];
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
    revoke_call_hook: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
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
    take_call_event: {
        parameters: {
            query?: never;
            header?: {
                /** @description The delivery's id: the same at each attempt. */
                "webhook-id"?: string;
                /** @description When this attempt was sent, in seconds since 1970. */
                "webhook-timestamp"?: string;
                /** @description `v1,` and the base64 of HMAC-SHA256 over id, timestamp and body, with dots between them. */
                "webhook-signature"?: string;
            };
            path: {
                hook_key: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CallEventIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
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
    import_people: {
        parameters: {
            query?: {
                /** @description The encoding of a CSV file that is not UTF-8, for example windows-1250. It counts more than the charset of the Content-Type. UTF-16 is recognised by its byte order mark. */
                encoding?: string | null;
                /** @description Only report what the import would do. */
                dry_run?: boolean;
                /** @description For a row that differs from what exists: create reports an error, upsert changes it. */
                import_mode?: "create" | "upsert";
                /** @description Write the correct rows even if others are wrong. Otherwise all rows or none. */
                partial?: boolean;
                /** @description The name of the file, for the list of imports. */
                file_name?: string | null;
            };
            header?: {
                /** @description Makes the request safe to repeat. For 24 hours the same key with the same body gets the stored answer (Idempotency-Replayed: true), and nothing is done again. The same key with another body gets 422. While the first request runs, a second one gets 409. After 24 hours the request would be done again. */
                "idempotency-key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": string;
                /**
                 * @example username;name;role;email
                 *     ada;Ada Lovelace;learner;ada@example.org
                 */
                "text/csv": string;
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReportOut"];
                };
            };
            /** @description The file is large: more than 1 MiB, 5,000 rows or 100,000 learners, or changes to more than 500 sessions. A worker imports it in the background. Read its progress at the Location. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportOut"];
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
    import_courses: {
        parameters: {
            query?: {
                /** @description The encoding of a CSV file that is not UTF-8, for example windows-1250. It counts more than the charset of the Content-Type. UTF-16 is recognised by its byte order mark. */
                encoding?: string | null;
                /** @description Only report what the import would do. */
                dry_run?: boolean;
                /** @description For a row that differs from what exists: create reports an error, upsert changes it. */
                import_mode?: "create" | "upsert";
                /** @description Write the correct rows even if others are wrong. Otherwise all rows or none. */
                partial?: boolean;
                /** @description The name of the file, for the list of imports. */
                file_name?: string | null;
            };
            header?: {
                /** @description Makes the request safe to repeat. For 24 hours the same key with the same body gets the stored answer (Idempotency-Replayed: true), and nothing is done again. The same key with another body gets 422. While the first request runs, a second one gets 409. After 24 hours the request would be done again. */
                "idempotency-key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": string;
                /**
                 * @example code;title;category
                 *     MATH-1;Algebra;Mathematics
                 */
                "text/csv": string;
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReportOut"];
                };
            };
            /** @description The file is large: more than 1 MiB, 5,000 rows or 100,000 learners, or changes to more than 500 sessions. A worker imports it in the background. Read its progress at the Location. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportOut"];
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
    import_classes: {
        parameters: {
            query?: {
                /** @description The encoding of a CSV file that is not UTF-8, for example windows-1250. It counts more than the charset of the Content-Type. UTF-16 is recognised by its byte order mark. */
                encoding?: string | null;
                /** @description Only report what the import would do. */
                dry_run?: boolean;
                /** @description For a row that differs from what exists: create reports an error, upsert changes it. */
                import_mode?: "create" | "upsert";
                /** @description Write the correct rows even if others are wrong. Otherwise all rows or none. */
                partial?: boolean;
                /** @description The name of the file, for the list of imports. */
                file_name?: string | null;
            };
            header?: {
                /** @description Makes the request safe to repeat. For 24 hours the same key with the same body gets the stored answer (Idempotency-Replayed: true), and nothing is done again. The same key with another body gets 422. While the first request runs, a second one gets 409. After 24 hours the request would be done again. */
                "idempotency-key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": string;
                /**
                 * @example name;description;members
                 *     7a;Year 7, first group;ada|alan
                 */
                "text/csv": string;
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReportOut"];
                };
            };
            /** @description The file is large: more than 1 MiB, 5,000 rows or 100,000 learners, or changes to more than 500 sessions. A worker imports it in the background. Read its progress at the Location. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportOut"];
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
    import_sessions: {
        parameters: {
            query?: {
                /** @description IANA zone of the dates. Default: the organisation's zone. */
                zone?: string | null;
                /** @description Whether added learners are invited or have accepted already. Default: as the policy says, which counts an enrolment by file as accepted. */
                acceptance?: ("invited" | "accepted") | null;
                /** @description Whether the day or the month comes first in dates such as 01/12/2026. Default: the dates of the file decide, if one of them has a day after the twelfth. */
                date_order?: ("day_first" | "month_first") | null;
                /** @description Where a session without a Mode takes place. */
                mode?: "online" | "in_person";
                /** @description The encoding of a CSV file that is not UTF-8, for example windows-1250. It counts more than the charset of the Content-Type. UTF-16 is recognised by its byte order mark. */
                encoding?: string | null;
                /** @description Only report what the import would do. */
                dry_run?: boolean;
                /** @description For a row that differs from what exists: create reports an error, upsert changes it. */
                import_mode?: "create" | "upsert";
                /** @description Write the correct rows even if others are wrong. Otherwise all rows or none. */
                partial?: boolean;
                /** @description The name of the file, for the list of imports. */
                file_name?: string | null;
            };
            header?: {
                /** @description Makes the request safe to repeat. For 24 hours the same key with the same body gets the stored answer (Idempotency-Replayed: true), and nothing is done again. The same key with another body gets 422. While the first request runs, a second one gets 409. After 24 hours the request would be done again. */
                "idempotency-key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": string;
                /**
                 * @example SessionName;Coach;DateStart;DateEnd;Users;Courses;SessionCategory
                 *     Algebra 1;grace;2026-11-02 07:10:00;2026-11-02 07:55:00;ada|alan;MATH-1[mary][ada];Mathematics
                 */
                "text/csv": string;
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReportOut"];
                };
            };
            /** @description The file is large: more than 1 MiB, 5,000 rows or 100,000 learners, or changes to more than 500 sessions. A worker imports it in the background. Read its progress at the Location. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportOut"];
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
    import_enrolments: {
        parameters: {
            query?: {
                /** @description The session of all rows. The column Username is enough then. */
                session_id?: string | null;
                /** @description The encoding of a CSV file that is not UTF-8, for example windows-1250. It counts more than the charset of the Content-Type. UTF-16 is recognised by its byte order mark. */
                encoding?: string | null;
                /** @description Only report what the import would do. */
                dry_run?: boolean;
                /** @description For a row that differs from what exists: create reports an error, upsert changes it. */
                import_mode?: "create" | "upsert";
                /** @description Write the correct rows even if others are wrong. Otherwise all rows or none. */
                partial?: boolean;
                /** @description The name of the file, for the list of imports. */
                file_name?: string | null;
            };
            header?: {
                /** @description Makes the request safe to repeat. For 24 hours the same key with the same body gets the stored answer (Idempotency-Replayed: true), and nothing is done again. The same key with another body gets 422. While the first request runs, a second one gets 409. After 24 hours the request would be done again. */
                "idempotency-key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": string;
                /**
                 * @example SessionName;Username;Action;Acceptance
                 *     Algebra 1;ada;add;accepted
                 */
                "text/csv": string;
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReportOut"];
                };
            };
            /** @description The file is large: more than 1 MiB, 5,000 rows or 100,000 learners, or changes to more than 500 sessions. A worker imports it in the background. Read its progress at the Location. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportOut"];
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
    list_imports: {
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
                    "application/json": components["schemas"]["Page_ImportOut_"];
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
    read_import: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                import_id: string;
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
                    "application/json": components["schemas"]["ImportOut"];
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
    list_rows: {
        parameters: {
            query?: {
                /** @description Only rows with this result. */
                result?: ("create" | "update" | "unchanged" | "error") | null;
                /** @description The most rows that a page has. */
                limit?: number;
                /** @description next_cursor of the previous page. Leave it out for the first page. */
                cursor?: string | null;
            };
            header?: never;
            path: {
                import_id: string;
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
                    "application/json": components["schemas"]["Page_RowOut_"];
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
    read_key: {
        parameters: {
            query?: never;
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
                    "application/json": components["schemas"]["LogKeyOut"];
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
    read_checkpoint: {
        parameters: {
            query?: {
                /** @description Size (number of leaves) of a checkpoint. Default: the newest. */
                size?: number | null;
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
                    "text/plain": string;
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
    read_consistency: {
        parameters: {
            query: {
                /** @description Size of a checkpoint that you kept. */
                from_size: number;
                /** @description Size of a later checkpoint. Default: the newest. */
                to_size?: number | null;
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
                    "application/json": components["schemas"]["ConsistencyOut"];
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
    read_proof: {
        parameters: {
            query?: {
                /** @description Size (number of leaves) of a checkpoint. Default: the newest. */
                size?: number | null;
            };
            header?: never;
            path: {
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
                    "application/json": components["schemas"]["ProofOut"];
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
