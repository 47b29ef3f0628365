// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/latest.h"
#include "grid/gridrows.h"
#include "entity/labels.h"

#include <QObject>
#include <QPointer>

#include <map>
#include <set>

namespace howdah::ui {

class ConnectionController;

// What models say of the cells of a grid: the labels of rows that they refer to, which come behind the rows that are
// shown already, and which values are hidden until somebody asks for them. UI thread.
class GridLabels final : public QObject
{
    Q_OBJECT
public:
    // Without a connection nothing is known.
    GridLabels(ConnectionController *connection, QObject *parent);

    // Another relation, by its shape; nullptr: none. What was shown is hidden again, but for
    // revealed columns of the same one.
    void open(const data::RelationShape *shape);
    // The rows have come: labels of their references are asked for, each once.
    void want(const GridRows &rows, int first, int last);

    // As a reference is written; nothing where its label is not known (yet), is not wanted, or nothing is referred to.
    [[nodiscard]] std::optional<QString> text(const GridRows &rows, int row, int column) const;
    // The label alone.
    [[nodiscard]] std::optional<QString> label(const GridRows &rows, int row, int column) const;
    // Labels are shown in this column as soon as they are known.
    [[nodiscard]] bool isReference(int column) const { return m_isShown && m_references.contains(column); }

    [[nodiscard]] bool isSensitive(int column) const { return m_sensitive.contains(column); }
    [[nodiscard]] bool isColumnMasked(int column) const
    {
        return m_sensitive.contains(column) && !m_revealedColumns.contains(column);
    }
    // Its value is not to be seen, nor what it was before somebody staged another.
    [[nodiscard]] bool isHidden(const GridRows &rows, int row, int column) const;
    // There is something that the mask stands for.
    [[nodiscard]] bool isMasked(const GridRows &rows, int row, int column) const;
    // What stands in place of such a value; its length tells nothing.
    [[nodiscard]] static QString mask();
    // Shows a cell, or all of a column (row -1), once that is noted in the audit log, which revealed() tells. A log
    // that cannot be written keeps them hidden.
    void reveal(const GridRows &rows, int row, int column);

Q_SIGNALS:
    void changed();       // labels have arrived, or more or less is hidden
    void modelsChanged(); // all is to be wanted again
    void revealed(const howdah::Result<void> &noted);

private:
    struct Reference
    {
        entity::LabelSource source;
        std::vector<int> columns; // that hold its key
    };
    void bind();
    void takeSettings();
    [[nodiscard]] std::optional<entity::LabelKey>
    keyOf(const GridRows &rows, int row, const Reference &reference) const;

    QPointer<ConnectionController> m_connection;
    data::RelationShape m_shape;
    bool m_isOpen = false;
    bool m_isShown = true;                 // as the operator wants it
    std::map<int, Reference> m_references; // by column
    std::set<int> m_sensitive;
    std::set<int> m_revealedColumns;
    std::set<std::pair<data::RowKey, int>> m_revealedCells;
    Latest m_noting;
    // The cell that was asked for last: it is, by one role after the other, while it is painted.
    struct Remembered
    {
        int column = -1;
        entity::LabelKey key;
        std::optional<QString> label;
    };
    mutable Remembered m_last;
};

} // namespace howdah::ui
