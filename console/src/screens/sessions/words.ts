import type { OfficeWords } from "../../messages/languages";

const en = {
  title: "Sessions",
  search: "Search",
  searchHint: "Session, coach or course",
  status: "When",
  statuses: { current: "Current", upcoming: "Upcoming", past: "Past" },
  state: "State",
  states: {
    scheduled: "Scheduled",
    in_progress: "In progress",
    completed: "Completed",
    cancelled: "Cancelled",
    unlogged: "Over, not completed",
  },
  mode: "Place",
  modes: { online: "Online", in_person: "In person" },
  category: "Category",
  any: "Any",
  sort: "Order",
  sorts: { "-start": "Latest first", start: "Earliest first", name: "Name, A to Z", "-name": "Name, Z to A" },
  clear: "Clear the filters",
  filters: (count: number) => (count === 0 ? "Filters" : `Filters (${count})`),
  columns: {
    name: "Session",
    when: "When",
    state: "State",
    coach: "Coach",
    courses: "Courses",
    learners: "Learners",
    category: "Category",
  },
  loading: "Loading the sessions…",
  loadingMore: "Loading more…",
  shown: (count: number, hasMore: boolean) =>
    hasMore ? `The first ${count} sessions. Scroll down for more.` : count === 1 ? "1 session" : `${count} sessions`,
  seats: (count: number, max: number) => `${count} of ${max}`,
  unitOfCourses: (count: number) => (count === 1 ? "course" : "courses"),
  unitOfLearners: (count: number) => (count === 1 ? "learner" : "learners"),
  lessons: (count: number) => (count === 1 ? "Course run, 1 lesson" : `Course run, ${count} lessons`),
  empty: {
    title: "There are no sessions yet",
    detail: "Sessions appear here as soon as somebody plans or imports them.",
  },
  nothingFound: {
    title: "No session matches",
    detail: "Search for other words, or remove a filter.",
  },
};

export const words: OfficeWords<typeof en> = { en };
