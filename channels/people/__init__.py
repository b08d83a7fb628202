"""Accounts: the workspace, persons and their handles, sessions, tokens, invitations, status."""

from __future__ import annotations

from channels.core.protocol import Done, Page
from channels.core.rights import Right
from channels.core.slices import Slice, read, write
from channels.people import accounts, finding, invitations, service, sessions, tables, workspace
from channels.people import protocol as p

SLICE = Slice(
    name="people",
    tables=(
        tables.WorkspaceRow,
        tables.PersonRow,
        tables.SessionRow,
        tables.TokenRow,
        tables.EndedTokenRow,
        tables.InvitationRow,
    ),
    operations=(
        # the workspace
        read(
            "workspace.get",
            p.GetWorkspace,
            Right.SELF,
            workspace.get_workspace,
            returns=p.WorkspaceView,
        ),
        read(
            "workspace.look",
            p.LookAtFront,
            Right.NOBODY_YET,
            workspace.look_at_front,
            returns=p.FrontView,
            internal=True,
        ),
        write(
            "workspace.create",
            p.CreateWorkspace,
            Right.NOBODY_YET,
            workspace.create_workspace,
            returns=p.SecretView,
            internal=True,
        ),
        write(
            "workspace.prepare",
            p.PrepareWorkspace,
            Right.ADMIN,
            accounts.prepare_workspace,
            returns=Done,
            internal=True,
        ),
        write(
            "workspace.update",
            p.UpdateWorkspace,
            Right.ADMIN,
            workspace.update_workspace,
            returns=p.WorkspaceView,
        ),
        # people
        read("people.me", p.GetMe, Right.SELF, service.get_me, returns=p.MeView),
        read("people.get", p.GetPeople, Right.SELF, service.get_people, returns=Page[p.PersonView]),
        read(
            "people.list",
            p.ListPeople,
            Right.SELF,
            finding.list_people,
            returns=Page[p.ListedPersonView],
        ),
        write("people.update", p.UpdateMe, Right.SELF, service.update_me, returns=p.MeView),
        write(
            "people.set_status", p.SetStatus, Right.SELF, service.set_status, returns=p.PersonView
        ),
        write(
            "people.set_do_not_disturb",
            p.SetDoNotDisturb,
            Right.SELF,
            service.set_do_not_disturb,
            returns=p.PersonView,
        ),
        write(
            "people.add",
            p.AddPerson,
            Right.ADMIN,
            accounts.add_person_by_hand,
            returns=p.PersonView,
        ),
        write("people.set_role", p.SetRole, Right.ADMIN, accounts.set_role, returns=p.PersonView),
        write(
            "people.set_active",
            p.SetActive,
            Right.ADMIN,
            accounts.set_active,
            returns=p.PersonView,
        ),
        write(
            "people.change_password",
            p.ChangePassword,
            Right.SELF,
            sessions.change_password,
            returns=Done,
            internal=True,
            cost=20.0,
        ),
        # sessions and tokens
        write(
            "sessions.create",
            p.SignIn,
            Right.NOBODY_YET,
            sessions.sign_in,
            returns=p.SecretView,
            internal=True,
        ),
        write(
            "sessions.end",
            p.EndSession,
            Right.SELF,
            sessions.end_session,
            returns=Done,
            internal=True,
        ),
        write(
            "sessions.seen",
            p.NoteSeen,
            Right.SELF,
            sessions.note_seen,
            returns=Done,
            internal=True,
        ),
        read(
            "sessions.list",
            p.ListSessions,
            Right.SELF,
            sessions.list_sessions,
            returns=Page[p.SessionView],
        ),
        write(
            "sessions.revoke",
            p.RevokeSession,
            Right.SELF,
            sessions.revoke_session,
            returns=Done,
        ),
        write(
            "tokens.create", p.CreateToken, Right.SELF, sessions.create_token, returns=p.SecretView
        ),
        read(
            "tokens.list", p.ListTokens, Right.SELF, sessions.list_tokens, returns=Page[p.TokenView]
        ),
        write("tokens.revoke", p.RevokeToken, Right.SELF, sessions.revoke_token, returns=Done),
        # invitations
        write(
            "invitations.create",
            p.CreateInvitation,
            Right.ADMIN,
            invitations.create_invitation,
            returns=p.SecretView,
        ),
        read(
            "invitations.list",
            p.ListInvitations,
            Right.ADMIN,
            invitations.list_invitations,
            returns=Page[p.InvitationView],
        ),
        write(
            "invitations.revoke",
            p.RevokeInvitation,
            Right.ADMIN,
            invitations.revoke_invitation,
            returns=Done,
        ),
        read(
            "invitations.look",
            p.LookAtInvitation,
            Right.NOBODY_YET,
            invitations.look_at_invitation,
            returns=p.InvitedView,
            internal=True,
        ),
        write(
            "invitations.accept",
            p.AcceptInvitation,
            Right.NOBODY_YET,
            invitations.accept_invitation,
            returns=p.SecretView,
            internal=True,
        ),
    ),
    events=(p.PersonJoined, p.PersonUpdated, p.WorkspaceUpdated, p.SessionEnded),
)
