// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "entity/relatedsql.h"

namespace howdah::entity {

// How the columns of views are asked for, on sessions with PostgreSQL's names. A column that is not there is NULL; one
// that is sensitive is three asterisks, as nobody has asked to reveal it.

[[nodiscard]] QString textSql(const Entities &entities, const BoundEntity &entity, const QString &column);
// Milliseconds since the epoch as a floating-point number; a timestamp without a time zone is taken for UTC.
[[nodiscard]] QString epochSql(const Entities &entities, const BoundEntity &entity, const QString &column);
[[nodiscard]] QString fragmentSql(const Entities &entities, const BoundEntity &entity, const Fragment &fragment);
// The key of the entity as its last columns.
[[nodiscard]] QString keySql(const BoundEntity &entity);
[[nodiscard]] RowValues
keyIn(const BoundEntity &entity, const connection::RowBatch &rows, qsizetype row, qsizetype firstColumn);
// Milliseconds since the epoch; NaN where there are none, or no end ("infinity").
[[nodiscard]] double epochIn(const connection::RowBatch &rows, qsizetype row, qsizetype column);

// Its label, subtitle and state, and the server's clock.
[[nodiscard]] connection::Statement
headStatement(const Entities &entities, const BoundEntity &entity, const RowValues &key);
struct ViewHead
{
    bool isThere = false;
    QString label;
    QString subtitle;
    QString state;
    Tone tone = Tone::Neutral;
    double now = 0; // milliseconds since the epoch
};
[[nodiscard]] ViewHead headIn(const BoundEntity &entity, const connection::RowBatch &rows);

} // namespace howdah::entity
