// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <string_view>
#include <vector>

namespace howdah::test {

// What is expected of one action of a pack. SQL calls the row t.
struct ActionCase
{
    std::string_view name;      // "pack.entity.action"
    const char *prepare = "";   // run first: a row is there then on which it is possible
    const char *where = "true"; // of the row
    std::vector<std::pair<const char *, const char *>> typed = {}; // "SELECT ..." is asked of the database first
    const char *holds = "";                                        // false before, true afterwards
    std::vector<const char *> columns = {};                        // of the row, that may be another one afterwards
    std::vector<const char *> beside = {};                         // tables that triggers change, too
    const char *password = "";                                     // a query for the hash afterwards
};

// Makes an operation that waits for one approval and for nothing else.
inline constexpr const char *WaitingOperation = R"(DO $$
DECLARE chosen uuid := (SELECT id FROM operations AS o WHERE status IN ('running', 'queued', 'paused', 'pending') AND NOT EXISTS (
    SELECT FROM approval_workflows AS a WHERE a.operation_id = o.id AND a.status IN ('pending', 'escalated')) ORDER BY id DESC LIMIT 1);
BEGIN
    INSERT INTO operation_states (operation_id, sequence, from_status, to_status)
    SELECT operation_id, sequence + 1, to_status, 'waiting_approval' FROM operation_states
    WHERE operation_id = chosen ORDER BY sequence DESC LIMIT 1;
    UPDATE operations SET status = 'waiting_approval' WHERE id = chosen;
    INSERT INTO approval_workflows (operation_id, title, approvers)
    SELECT chosen, 'Made for the test', jsonb_build_array(jsonb_build_object('user_id', u.id), jsonb_build_object('role', 'operator'))
    FROM users AS u WHERE u.status = 'active' AND u.deleted_at IS NULL ORDER BY u.id LIMIT 1;
END $$)";
inline constexpr const char *Somebody =
    "SELECT id FROM users WHERE status = 'active' AND deleted_at IS NULL ORDER BY id LIMIT 1";
inline constexpr const char *MadeForTheTest = "t.title = 'Made for the test' AND t.status = 'pending'";

inline const std::vector<ActionCase> &actionCases()
{
    static const std::vector<std::pair<const char *, const char *>> by{{"by", Somebody}, {"reason", "it's time"}};
    static const std::vector<ActionCase> cases{
        // ---- uaip
        {.name = "uaip.user.set_password",
         .prepare = "UPDATE users SET failed_login_attempts = 5, locked_until = now() + interval '1 day' WHERE id = "
                    "(SELECT id "
                    "FROM users WHERE role <> 'service' AND deleted_at IS NULL ORDER BY id LIMIT 1)",
         .where = "t.locked_until > now()",
         .holds = "t.failed_login_attempts = 0 AND t.locked_until IS NULL",
         .columns = {"password_hash", "failed_login_attempts", "locked_until"},
         .password = "SELECT t.password_hash FROM users AS t"},
        {.name = "uaip.user.revoke_tokens",
         .prepare =
             "INSERT INTO refresh_tokens (user_id, token_hash, expires_at) SELECT (SELECT id FROM users ORDER BY id "
             "LIMIT 1), 'made for the test ' || i, now() + interval '1 day' FROM generate_series(1, 3) AS i",
         .where = "EXISTS (SELECT FROM refresh_tokens AS r WHERE r.user_id = t.id AND r.token_hash LIKE 'made for%')",
         .holds = "3 = (SELECT count(*) FROM refresh_tokens AS r WHERE r.user_id = t.id AND r.token_hash LIKE 'made "
                  "for%' AND "
                  "r.revoked_reason = 'revoked by an operator') AND NOT EXISTS (SELECT FROM refresh_tokens AS r WHERE "
                  "r.user_id = t.id AND r.revoked_at IS NULL AND r.expires_at > now())"},
        {.name = "uaip.integration_event.deliver_again",
         .holds = "t.status = 'pending' AND t.attempts = 0 AND t.available_at <= now()",
         .columns = {"status", "attempts", "available_at"}},
        {.name = "uaip.llm_provider.deactivate", .holds = "t.status = 'disabled'", .columns = {"status"}},
        {.name = "uaip.llm_provider.activate", .holds = "t.status = 'active'", .columns = {"status"}},
        {.name = "uaip.persona.new_version",
         .holds = "EXISTS (SELECT FROM personas AS n WHERE n.parent_persona_id = t.id AND n.status = 'draft' AND "
                  "n.name = t.name "
                  "AND n.version > t.version AND n.system_prompt IS NOT DISTINCT FROM t.system_prompt AND n.traits = "
                  "t.traits)"},
        {.name = "uaip.persona.activate", .holds = "t.status = 'active'", .columns = {"status", "archived_at"}},
        {.name = "uaip.persona.deprecate", .holds = "t.status = 'deprecated'", .columns = {"status"}},
        {.name = "uaip.agent.pause", .holds = "t.status = 'paused'", .columns = {"status"}},
        {.name = "uaip.agent.resume", .holds = "t.status = 'idle'", .columns = {"status", "last_error"}},
        {.name = "uaip.tool.disable", .holds = "t.status = 'disabled'", .columns = {"status"}},
        {.name = "uaip.operation.pause",
         .typed = by,
         .holds = "t.status = 'paused' AND EXISTS (SELECT FROM operation_states AS s WHERE s.operation_id = t.id AND "
                  "s.to_status "
                  "= 'paused' AND s.transition_type = 'manual' AND s.reason = 'it''s time')",
         .columns = {"status"}},
        {.name = "uaip.operation.resume",
         .typed = by,
         .holds = "t.status IN ('running', 'queued') AND (t.status = 'queued') = (t.started_at IS NULL)",
         .columns = {"status"}},
        {.name = "uaip.operation.cancel",
         .prepare = WaitingOperation,
         .where = "t.status = 'waiting_approval' AND EXISTS (SELECT FROM approval_workflows AS a WHERE a.operation_id "
                  "= t.id AND "
                  "a.title = 'Made for the test' AND a.status = 'pending')",
         .typed = by,
         .holds = "t.status = 'cancelled' AND t.completed_at IS NOT NULL AND NOT EXISTS (SELECT FROM "
                  "approval_workflows AS a "
                  "WHERE a.operation_id = t.id AND a.status IN ('pending', 'escalated'))",
         .columns = {"status", "completed_at"}},
        {.name = "uaip.approval.approve",
         .prepare = WaitingOperation,
         .where = MadeForTheTest,
         .typed = by,
         .holds = "t.status = 'approved' AND t.received_approvals = 1 AND t.decision_reason = 'it''s time' AND "
                  "t.audit_trail -> -1 "
                  "->> 'event' = 'approved' AND t.approvers -> 0 ->> 'decision' = 'yes' AND t.approvers -> 1 ->> "
                  "'decision' IS "
                  "NULL AND 'running' = (SELECT o.status FROM operations AS o WHERE o.id = t.operation_id)",
         .columns =
             {"status", "received_approvals", "decided_by", "decided_at", "decision_reason", "approvers",
              "audit_trail"}},
        {.name = "uaip.approval.reject",
         .prepare = WaitingOperation,
         .where = MadeForTheTest,
         .typed = by,
         .holds = "t.status = 'rejected' AND t.received_approvals = 0 AND t.approvers -> 0 ->> 'decision' = 'no' AND "
                  "'cancelled' = "
                  "(SELECT o.status FROM operations AS o WHERE o.id = t.operation_id)",
         .columns = {"status", "decided_by", "decided_at", "decision_reason", "approvers", "audit_trail"}},
        {.name = "uaip.approval.cancel",
         .prepare = WaitingOperation,
         .where = MadeForTheTest,
         .typed = by,
         .holds = "t.status = 'cancelled' AND t.decided_at IS NULL AND 'paused' = (SELECT o.status FROM operations AS "
                  "o WHERE o.id "
                  "= t.operation_id)",
         .columns = {"status", "audit_trail"}},
        // ---- deepref
        {.name = "deepref.user.set_password",
         .prepare =
             "UPDATE users SET \"updatedAt\" = '2020-01-01' WHERE id = (SELECT id FROM users ORDER BY id LIMIT 1)",
         .where = "t.\"updatedAt\" = '2020-01-01'",
         .holds = "t.\"updatedAt\" > '2020-01-02'",
         .columns = {"passwordHash", "updatedAt"},
         .password = "SELECT t.\"passwordHash\" FROM users AS t"},
        {.name = "deepref.reference.verify",
         .prepare = "UPDATE \"references\" SET status = 'submitted', \"expiryDate\" = NULL, \"rcsScore\" = NULL WHERE "
                    "id = (SELECT "
                    "id FROM \"references\" WHERE \"submittedAt\" IS NOT NULL ORDER BY id LIMIT 1)",
         .where = "t.\"expiryDate\" IS NULL AND t.status = 'submitted'",
         .typed = {{"score", "87.5"}},
         .holds = "t.status = 'verified' AND t.\"rcsScore\" = 87.5",
         .columns = {"status", "rcsScore", "updatedAt"}},
        {.name = "deepref.reference.reject", .holds = "t.status = 'rejected'", .columns = {"status", "updatedAt"}},
        {.name = "deepref.bundle.close", .holds = "NOT t.\"isActive\"", .columns = {"isActive", "updatedAt"}},
        // ---- orchestrator
        {.name = "orchestrator.organization.create_user",
         .prepare = "UPDATE organization_quotas SET max_amount = used + 10 WHERE resource = 'users'",
         .typed =
             {{"email", "new@example.org"},
              {"username", "newcomer"},
              {"role", "SELECT id FROM roles WHERE organization_id IS NULL ORDER BY name LIMIT 1"}},
         .holds = "EXISTS (SELECT FROM users AS u JOIN user_roles AS r ON r.user_id = u.id AND r.organization_id = "
                  "t.id WHERE "
                  "u.organization_id = t.id AND u.username = 'newcomer' AND u.status = 'active')",
         .beside = {"audit_logs", "organization_quotas"},
         .password = "SELECT u.password_hash FROM users AS u JOIN organizations AS t ON u.organization_id = t.id AND "
                     "u.username = "
                     "'newcomer'"},
        {.name = "orchestrator.quota.raise",
         .prepare = "UPDATE organization_quotas SET max_amount = used + 11 WHERE resource = 'tasks'",
         .where = "t.resource = 'tasks'",
         .typed = {{"amount", "999999999"}},
         .holds = "t.max_amount = 999999999",
         .columns = {"max_amount"},
         .beside = {"audit_logs"}},
        {.name = "orchestrator.user.set_password",
         .prepare = "UPDATE users SET failed_login_attempts = 5, locked_until = now() + interval '1 day', "
                    "token_version = 41 WHERE "
                    "id = (SELECT id FROM users WHERE password_hash IS NOT NULL ORDER BY id LIMIT 1)",
         .where = "t.locked_until > now()",
         .holds = "t.failed_login_attempts = 0 AND t.locked_until IS NULL AND t.token_version = 42",
         .columns = {"password_hash", "failed_login_attempts", "locked_until", "token_version"},
         .beside = {"audit_logs"},
         .password = "SELECT t.password_hash FROM users AS t"},
        {.name = "orchestrator.agent.pause",
         .holds = "t.status = 'paused'",
         .columns = {"status"},
         .beside = {"audit_logs"}},
        {.name = "orchestrator.agent.resume",
         .holds = "t.status = 'idle' AND t.last_error IS NULL",
         .columns = {"status", "last_error"},
         .beside = {"audit_logs"}},
        {.name = "orchestrator.task.assign_user",
         .where = "t.assigned_agent_id IS NOT NULL",
         .holds = "t.assigned_user_id IS NOT NULL AND t.assigned_agent_id IS NULL",
         .columns = {"assigned_user_id", "assigned_agent_id"},
         .beside = {"audit_logs"}},
        {.name = "orchestrator.task.assign_agent",
         .where = "t.assigned_user_id IS NOT NULL",
         .holds = "t.assigned_agent_id IS NOT NULL AND t.assigned_user_id IS NULL",
         .columns = {"assigned_user_id", "assigned_agent_id"},
         .beside = {"audit_logs"}},
        {.name = "orchestrator.task.start",
         .holds = "t.status = 'in_progress' AND t.started_at IS NOT NULL",
         .columns = {"status", "started_at"},
         .beside = {"audit_logs"}},
        {.name = "orchestrator.task.complete",
         .holds = "t.status = 'completed' AND t.completed_at >= coalesce(t.started_at, t.completed_at)",
         .columns = {"status", "completed_at", "error_message"},
         .beside = {"audit_logs"}},
        {.name = "orchestrator.task.cancel",
         .holds = "t.status = 'cancelled'",
         .columns = {"status"},
         .beside = {"audit_logs"}},
        {.name = "orchestrator.workflow.pause",
         .holds = "t.status = 'paused'",
         .columns = {"status"},
         .beside = {"audit_logs"}},
        {.name = "orchestrator.workflow.resume",
         .holds = "t.status = 'active'",
         .columns = {"status"},
         .beside = {"audit_logs"}},
        // ---- assistant
        {.name = "assistant.thread.rename",
         .typed = {{"title", "Another title"}},
         .holds = "t.title = 'Another title'",
         .columns = {"title"}},
        {.name = "assistant.thread.close",
         .prepare = "UPDATE messages SET is_complete = false WHERE message_id IN (SELECT message_id FROM messages "
                    "WHERE entity = "
                    "'AI_MESSAGE' AND thread_id = (SELECT thread_id FROM messages WHERE entity = 'AI_MESSAGE' GROUP BY "
                    "1 HAVING "
                    "count(*) > 1 ORDER BY 1 LIMIT 1))",
         .where = "1 < (SELECT count(*) FROM messages AS m WHERE m.thread_id = t.thread_id AND NOT m.is_complete)",
         .holds = "NOT EXISTS (SELECT FROM messages AS m WHERE m.thread_id = t.thread_id AND NOT m.is_complete)"},
        {.name = "assistant.thread.reopen",
         .holds = "(SELECT NOT m.is_complete AND m.entity = 'AI_MESSAGE' FROM messages AS m WHERE m.thread_id = "
                  "t.thread_id ORDER "
                  "BY m.creation_date DESC, m.message_id DESC LIMIT 1)"},
        {.name = "assistant.message.close", .holds = "t.is_complete", .columns = {"is_complete"}},
        {.name = "assistant.message.reopen", .holds = "NOT t.is_complete", .columns = {"is_complete"}},
        {.name = "assistant.tool_call.answer",
         .where = "t.validated IS NOT TRUE",
         .typed = {{"validated", "true"}},
         .holds = "t.validated",
         .columns = {"validated"}},
        {.name = "assistant.complexity.correct",
         .where = "t.complexity <> 9",
         .typed = {{"complexity", "9"}},
         .holds = "t.complexity = 9",
         .columns = {"complexity"}},
    };
    return cases;
}

inline const ActionCase *actionCase(std::string_view name)
{
    const auto &all = actionCases();
    const auto found = std::ranges::find(all, name, &ActionCase::name);
    return found == all.end() ? nullptr : &*found;
}

} // namespace howdah::test
