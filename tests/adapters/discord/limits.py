def check_message(body, *, files=()):
    pass


def check_edit(message, body, *, files=()):
    pass


def check_modal(data):
    pass


def check_choices(choices):
    pass


def check_commands(commands):
    pass
