// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "browse/grid/gridlabels.h"

#include "base/propagate.h"
#include "connect/connectioncontroller.h"
#include "connect/entitybook.h"
#include "entity/referencetext.h"
#include "operations/entities/reveal.h"

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
}

void GridLabels::open(const data::RelationShape *shape)
{
    m_isOpen = shape != nullptr;
    m_shape = shape ? *shape : data::RelationShape();
    m_revealedColumns.clear();
    m_revealedCells.clear();
    bind();
}

void GridLabels::bind()
{
    m_references.clear();
    m_sensitive.clear();
    if (!m_connection || !m_isOpen)
        return;
    const entity::Entities &entities = *m_connection->entityBook().entities();
    if (!entities.snapshot())
        return;
    for (const entity::LabelledColumn &labelled : entity::labelledColumns(entities, m_shape.oid)) {
        Reference reference{.source = labelled.source, .columns = {}};
        for (const QString &name : labelled.columns)
            reference.columns.push_back(columnNamed(m_shape, name));
        const int column = columnNamed(m_shape, labelled.column);
        if (column >= 0 && std::ranges::find(reference.columns, -1) == reference.columns.end())
            m_references.emplace(column, std::move(reference));
    }
    const entity::BoundEntity *entity = entities.of(m_shape.oid);
    for (const QString &name : entity ? entity->definition->sensitive : QStringList()) {
        if (const int column = columnNamed(m_shape, name); column >= 0)
            m_sensitive.insert(column);
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
    if (m_references.empty() || !m_connection)
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

std::optional<QString> GridLabels::text(const GridRows &rows, int row, int column) const
{
    const auto reference = m_references.find(column);
    if (reference == m_references.end() || !m_connection)
        return {};
    const auto key = keyOf(rows, row, reference->second);
    if (!key)
        return {};
    const auto label = m_connection->entityBook().labels().label(reference->second.source, *key);
    if (!label || label->isEmpty())
        return {};
    return entity::referenceText(*label, rows.text(row, column));
}

// ---- what is hidden

QString GridLabels::mask() { return u"••••••••"_s; }

// NULL and an empty text tell nothing. What is staged is hidden, too: it may be a copy of what nobody has seen.
bool GridLabels::isMasked(const GridRows &rows, int row, int column) const
{
    if (!isColumnMasked(column) || rows.cellState(row, column) != CellState::Value)
        return false;
    return m_revealedCells.empty() || !m_revealedCells.contains({rows.key(row), column});
}

Result<void> GridLabels::reveal(const GridRows &rows, int row, int column)
{
    if (!m_connection || !m_sensitive.contains(column))
        return {};
    const bool isCell = row >= 0 && !rows.key(row).isEmpty();
    QStringList key;
    for (const int part : isCell &&rows.target() ? rows.target()->key : std::vector<int>())
        key << rows.text(row, part);
    const Result<void> noted = operations::noteReveal(
        m_connection->destination().lockPlace(), m_shape.schema + u'.' + m_shape.name,
        {m_shape.columns[size_t(column)].name}, key.join(u", "_s));
    if (!noted)
        return noted;
    if (isCell)
        m_revealedCells.emplace(rows.key(row), column);
    else
        m_revealedColumns.insert(column);
    Q_EMIT changed();
    return {};
}

} // namespace howdah::ui
