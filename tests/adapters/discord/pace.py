"""Rate limits."""


class Limits:
    def __init__(self):
        self.on = False

    def count(self, call, pattern):
        return {}
