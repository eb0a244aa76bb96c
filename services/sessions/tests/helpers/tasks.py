"""The background tasks of the worker, as it runs them."""

from chassis.messaging.tasks import Task
from sessions.settings import SessionsSettings
from sessions.worker import tasks


def task_of(name: str) -> Task:
    """Return a new task with this name, which has set nobody aside yet."""
    (found,) = (task for task in tasks(SessionsSettings(environment="local")) if task.name == name)
    return found
