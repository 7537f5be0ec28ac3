"""The pages of units, people and their roles, for admins of a branch.

They stand above certificates because a person's page shows what the person learnt. Whatever they change, they change
through the services of `org` and `accounts`.
"""
