// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/edit/savereport.h"
#include "entity/actionsql.h"
#include "operations/decision.h"

#include <stop_token>

namespace howdah::operations {

// An action of an entity on one row: what is known of it before it is carried out, to be shown. What stands here was
// seen: where the row is another one by then, nothing is changed.
struct ActionPlan
{
    std::shared_ptr<const entity::Entities> entities;
    const entity::BoundEntity *entity = nullptr; // of those
    const entity::ActionDefinition *action = nullptr;
    std::shared_ptr<const data::EditTarget> target;
    data::RowBasis seen; // the whole row
    entity::RowValues row;
    QString label;        // of the row; its key without one
    QStringList refusals; // why it cannot be done now, in the words of the model; empty: it can
    [[nodiscard]] bool isPossible() const { return refusals.isEmpty(); }
    [[nodiscard]] QString name() const; // "uaip.approval.approve"
};

// Reads the row and asks the preconditions. `key`: values of the entity's key, or of any columns that find one row
// alone. ErrorKind::NotFound where there is no such row or action, ::Conflict where several rows have the values. The
// session has PostgreSQL's names. Blocks.
[[nodiscard]] Result<ActionPlan> planAction(
    connection::Session &session, std::shared_ptr<const entity::Entities> entities, const entity::BoundEntity &entity,
    const QString &action, const entity::RowValues &key);

// What was typed for the parameters as what is sent: the usual values where nothing was, random identifiers where they
// are generated, hashes for passwords. ErrorKind::Usage names a parameter that is missing, unknown, or has another
// value than those to choose from.
[[nodiscard]] Result<entity::RowValues> givenValues(const ActionPlan &plan, const QHash<QString, QString> &typed);

// The statements as they would be sent, for people; what stands for a password is left out.
[[nodiscard]] QStringList readableSteps(const ActionPlan &plan, const entity::RowValues &given);

struct ActionOptions
{
    bool isGuarded = false;     // production that is open for writing: what destroys is called by its name first
    int lockTimeoutMs = 10'000; // for rows that somebody else holds
    // A new session to the same server, to find out what became of a COMMIT. Without it the outcome is Unknown.
    std::function<Result<std::shared_ptr<connection::Session>>()> reconnect;
    std::stop_token stop; // to be requested before Session::cancel(); too late once COMMIT was sent
};

struct ActionReport
{
    data::SaveOutcome outcome = data::SaveOutcome::NotSaved;
    std::optional<Error> error;
    std::vector<qint64> changed; // rows, by step; -1: the step was left out
    data::TransactionId transaction;
    double milliseconds = 0;
};

// Carries it out in one transaction, or changes nothing: the row must be as it was seen and is held from then on, the
// preconditions must hold, each step must change exactly as many rows as it says, and deferred constraints are checked
// before COMMIT. ErrorKind::Conflict where one of these is not so. Afterwards the session is in no transaction. Blocks.
[[nodiscard]] ActionReport runAction(
    connection::Session &session, const ActionPlan &plan, const entity::RowValues &given, Decision &decision,
    const ActionOptions &options = {});

} // namespace howdah::operations
