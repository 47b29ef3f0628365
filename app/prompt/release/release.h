// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "prompt/prompttable.h"

#include <QHash>

#include <optional>
#include <vector>

namespace howdah::prompt {

// Which version of a prompt an environment uses.
struct PromptLabel
{
    QString name; // the prompt
    QString label;
    QString id; // of the version's row
    QString reason;
    QString by; // the database user
    QString at; // as the server writes it
    bool operator==(const PromptLabel &) const = default;
};

// Who may set a label or activate a version, and how many must have approved it. The database holds it, whoever asks.
struct ReleaseRule
{
    QString label;        // ActiveLabel: the active version
    QString name;         // the prompt; empty: all that have no rule of their own
    int approvals = 0;    // of others than the writers
    QString role;         // of those who may set it; empty: who may write the table
    QString approverRole; // of those whose approval counts; empty: all
    bool operator==(const ReleaseRule &) const = default;
};
// What a rule calls the active version.
constexpr QStringView ActiveLabel = u"active";

// The last decision of one person on one version.
struct Approval
{
    QString id; // of the version's row
    int revision = 0;
    bool approves = false; // else it was withdrawn
    QString comment;
    QString by;
    QString at;
    QStringList roles; // of those that rules name
};

// What the database knows of a version beside its texts.
struct VersionTrail
{
    int revision = 1;    // grows with each change
    QStringList writers; // database users; an empty one among them: somebody who was not recorded

    [[nodiscard]] bool isOfUnknown() const { return writers.contains(QString()); }
};

// Labels, rules and approvals of a table of prompts.
struct Release
{
    bool isKept = false;     // the database has tables for it
    bool knowsRules = false; // and one may read the rules
    QString user;            // of this session
    std::vector<PromptLabel> labels;
    std::vector<ReleaseRule> rules;
    std::vector<Approval> approvals;
    QHash<QString, VersionTrail> versions; // by the id of their row

    [[nodiscard]] const PromptLabel *label(const QString &name, const QString &label) const;
    [[nodiscard]] QStringList labelsOf(const QString &id) const;
    // The prompt's own before the one for all; nullptr: there is none.
    [[nodiscard]] const ReleaseRule *rule(const QString &name, QStringView label) const;
    // Those whose approval of the text that is there counts for the rule; for all without one.
    [[nodiscard]] QStringList approversOf(const QString &id, const ReleaseRule *rule = nullptr) const;
    // How many approvals the version lacks for the label.
    [[nodiscard]] int missing(const QString &name, QStringView label, const QString &id) const;
};

// From one snapshot. Without tables for it there is nothing, which is no error. Blocks, as all of these do.
[[nodiscard]] Result<Release> readRelease(connection::Session &session, const PromptTable &table);

struct LabelRequest
{
    QString name;
    QString label;
    QString id;         // the row that it is to name; empty: the label is removed
    QString expectedId; // the row that it was seen to name; empty: none
    QString reason;
};
// ErrorKind::Conflict when the label names another version than expected. What the rules refuse is the server's error.
[[nodiscard]] Result<void>
changeLabel(connection::Session &session, const PromptTable &table, const LabelRequest &request);

struct ApprovalRequest
{
    QString id;
    int revision = 0; // that was read
    bool withdraws = false;
    QString comment;
};
// ErrorKind::Conflict when the version has changed since it was read.
[[nodiscard]] Result<void>
recordApproval(connection::Session &session, const PromptTable &table, const ApprovalRequest &request);

// Makes the rule, or takes the place of the one for that label and prompt.
[[nodiscard]] Result<void> writeRule(connection::Session &session, const PromptTable &table, const ReleaseRule &rule);
// ErrorKind::NotFound when there is none.
[[nodiscard]] Result<void>
removeRule(connection::Session &session, const PromptTable &table, const QString &label, const QString &name);

} // namespace howdah::prompt
