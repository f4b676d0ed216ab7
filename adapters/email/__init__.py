"""E-mail: digests by SMTP, and the pages on which people sign up, change what they get, and end it."""
