// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "grid/gridlabels.h"

#include "common/settings.h"
#include "connect/connectioncontroller.h"
#include "connect/entitybook.h"
#include "entity/referencetext.h"
#include "entity/sensitivity.h"
#include "operations/entities/reveal.h"

#include <QtConcurrentRun>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::ui {

static int columnNamed(const data::RelationShape &shape, const QString &name)
{
    const auto found = std::ranges::find(shape.columns, name, &data::ColumnShape::name);
    return found == shape.columns.end() ? -1 : int(found - shape.columns.begin());
}

GridLabels::GridLabels(ConnectionController *connection, QObject *parent)
    : QObject(parent)
    , m_connection(connection)
{
    if (!connection)
        return;
    EntityBook &book = connection->entityBook();
    connect(&book.labels(), &LabelReader::arrived, this, [this] {
        m_last = {};
        if (!m_references.empty())
            Q_EMIT changed();
    });
    const auto again = [this] {
        bind();
        Q_EMIT changed();
        Q_EMIT modelsChanged();
    };
    connect(&book.labels(), &LabelReader::forgotten, this, again);
    connect(&book, &EntityBook::changed, this, again);
    takeSettings();
    connect(&connection->settings(), &Settings::changed, this, [this](const QString &name) {
        if (name != settings::plainReferences.name)
            return;
        takeSettings();
        Q_EMIT changed();
        Q_EMIT modelsChanged();
    });
}

void GridLabels::takeSettings() { m_isShown = !m_connection->settings().value(settings::plainReferences); }

void GridLabels::open(const data::RelationShape *shape)
{
    // Columns that are revealed stay so while their relation is filtered and sorted, also by them.
    if (!shape || !m_isOpen || shape->oid != m_shape.oid || shape->columns != m_shape.columns)
        m_revealedColumns.clear();
    m_isOpen = shape != nullptr;
    m_shape = shape ? *shape : data::RelationShape();
    m_sensitive.clear();
    m_revealedCells.clear();
    m_noting.drop();
    bind();
}

void GridLabels::bind()
{
    m_last = {};
    m_references.clear();
    // Whoever has left a connection that was lost still sees its rows, and no more of them than before.
    if (m_connection && m_isOpen && !m_connection->catalog())
        return;
    m_sensitive.clear();
    if (!m_connection || !m_isOpen)
        return;
    const entity::Entities &entities = *m_connection->entityBook().entities();
    const entity::Sensitivity sensitive = entity::sensitivityOf(entities, m_shape.oid);
    for (int column = 0; column < int(m_shape.columns.size()); ++column) {
        if (sensitive.contains(m_shape.columns[size_t(column)].name))
            m_sensitive.insert(column);
    }
    for (const entity::LabelledColumn &labelled : entity::labelledColumns(entities, m_shape.oid)) {
        Reference reference{.source = labelled.source, .columns = {}};
        for (const QString &name : labelled.columns)
            reference.columns.push_back(columnNamed(m_shape, name));
        const int column = columnNamed(m_shape, labelled.column);
        if (column >= 0 && std::ranges::find(reference.columns, -1) == reference.columns.end())
            m_references.emplace(column, std::move(reference));
    }
}

std::optional<entity::LabelKey> GridLabels::keyOf(const GridRows &rows, int row, const Reference &reference) const
{
    entity::LabelKey key;
    for (const int column : reference.columns) {
        const data::CellValue value = rows.value(row, column);
        if (!value.isText() || rows.isTextCut(row, column))
            return {};
        key.push_back(value.bytes());
    }
    return key;
}

void GridLabels::want(const GridRows &rows, int first, int last)
{
    if (m_references.empty() || !m_connection || !m_isShown)
        return;
    std::vector<entity::LabelWish> wishes;
    for (const auto &[column, reference] : m_references) {
        entity::LabelWish wish{.source = reference.source, .keys = {}};
        for (int row = first; row <= last; ++row) {
            if (auto key = keyOf(rows, row, reference))
                wish.keys.push_back(*std::move(key));
        }
        if (!wish.keys.empty())
            wishes.push_back(std::move(wish));
    }
    m_connection->entityBook().labels().want(std::move(wishes));
}

std::optional<QString> GridLabels::label(const GridRows &rows, int row, int column) const
{
    const auto reference = m_references.find(column);
    if (reference == m_references.end() || !m_connection || !m_isShown)
        return {};
    const auto key = keyOf(rows, row, reference->second);
    if (!key)
        return {};
    if (m_last.column == column && m_last.key == *key)
        return m_last.label;
    auto label = m_connection->entityBook().labels().label(reference->second.source, *key);
    if (label && label->isEmpty())
        label.reset();
    m_last = {column, *key, label};
    return label;
}

std::optional<QString> GridLabels::text(const GridRows &rows, int row, int column) const
{
    const auto known = label(rows, row, column);
    return known ? std::optional(entity::referenceText(*known, rows.text(row, column))) : std::nullopt;
}

// ---- what is hidden

QString GridLabels::mask() { return data::sensitiveMask(); }

bool GridLabels::isHidden(const GridRows &rows, int row, int column) const
{
    return isColumnMasked(column) && (m_revealedCells.empty() || !m_revealedCells.contains({rows.key(row), column}));
}

// NULL and an empty text tell nothing. What is staged is hidden, too: it may be a copy of what nobody has seen.
bool GridLabels::isMasked(const GridRows &rows, int row, int column) const
{
    return isHidden(rows, row, column) && rows.cellState(row, column) == CellState::Value;
}

void GridLabels::reveal(const GridRows &rows, int row, int column)
{
    if (!m_connection || !m_sensitive.contains(column))
        return;
    const data::RowKey cell = row >= 0 ? rows.key(row) : data::RowKey();
    if (row >= 0 && cell.isEmpty()) // would be the whole column
        return Q_EMIT revealed(fail(ErrorKind::Usage, tr("This table has no key"), tr("Reveal the column instead.")));
    QStringList key;
    for (const int part : !cell.isEmpty() && rows.target() ? rows.target()->key : std::vector<int>())
        key << rows.text(row, part);
    m_noting.ask(
        this,
        QtConcurrent::run(
            &operations::noteReveal, m_connection->destination().lockPlace(), m_shape.schema + u'.' + m_shape.name,
            QStringList{m_shape.columns[size_t(column)].name}, key.join(u", "_s)),
        [this, cell, column](const Result<void> &noted) {
            if (noted && !cell.isEmpty())
                m_revealedCells.emplace(cell, column);
            else if (noted)
                m_revealedColumns.insert(column);
            if (noted)
                Q_EMIT changed();
            Q_EMIT revealed(noted);
        });
}

} // namespace howdah::ui
