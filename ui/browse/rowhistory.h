// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/page/relationshape.h"

#include <QObject>

class QAction;

namespace howdah::ui {

class GridModel;
class GridTable;

// Asks for what the audit log says of the current row, by its key. UI thread.
class RowHistory final : public QObject
{
    Q_OBJECT
public:
    // `shape`: of the relation that is open, wherever its owner keeps it.
    RowHistory(const GridModel *model, GridTable *table, const data::RelationShape &shape, QObject *parent);

    [[nodiscard]] QAction *action() const { return m_action; }

Q_SIGNALS:
    // As the page of the audit log takes it: {"schema": ..., "table": ..., "key": [["id", "42"]]}.
    void wanted(const QString &subject);
    void refused(const QString &why);

private:
    void ask();

    const GridModel *m_model;
    GridTable *m_table;
    const data::RelationShape &m_shape;
    QAction *m_action;
};

} // namespace howdah::ui
