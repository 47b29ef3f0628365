// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/latest.h"

#include <QObject>
#include <QTimer>

namespace howdah::ui {

class GridTable;
class WindowedTableModel;

// What several selected cells come to: how many have a value, and the sum and the average of those that are numbers,
// exact. In words, when the selection rests. UI thread, in turns.
class SelectionSummary final : public QObject
{
    Q_OBJECT
public:
    SelectionSummary(GridTable *table, WindowedTableModel *model, QObject *parent);

    [[nodiscard]] QString text() const { return m_text; } // "" for a single cell

Q_SIGNALS:
    void changed(const QString &text);

private:
    struct Sums;
    void begin();
    void show(const QString &text);

    GridTable *m_table;
    WindowedTableModel *m_model;
    QTimer m_rest;
    Latest m_asked;
    QString m_text;
};

} // namespace howdah::ui
