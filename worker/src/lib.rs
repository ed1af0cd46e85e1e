//! Job handlers, the job list, the timetable and the worker runtime.
