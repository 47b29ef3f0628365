// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/result/pane/resultmasks.h"

#include "connect/connectioncontroller.h"
#include "connect/entitybook.h"
#include "operations/entities/reveal.h"
#include "query/result/pane/resultmodel.h"

#include <QtConcurrentRun>

namespace howdah::ui {

ResultMasks::ResultMasks(ConnectionController *connection, ResultModel *model, QObject *parent)
    : QObject(parent)
    , m_connection(connection)
    , m_model(model)
{
    if (!connection)
        return;
    connect(&connection->entityBook(), &EntityBook::changed, this, &ResultMasks::bind);
    bind();
}

void ResultMasks::bind()
{
    // Whoever has left a connection still sees its rows, and no more of them than before.
    if (!m_connection || !m_connection->catalog())
        return;
    const entity::Entities &entities = *m_connection->entityBook().entities();
    if (!entities.snapshot())
        return;
    m_sensitive.clear();
    const auto &columns = m_model->columns();
    for (int at = 0; at < int(columns.size()); ++at) {
        const query::ResultColumn &column = columns[size_t(at)];
        const entity::BoundEntity *entity = column.relationOid != 0 ? entities.of(column.relationOid) : nullptr;
        const catalog::Column *from = entities.catalog().column(column.relationOid, column.number);
        if (entity && from && entity->definition->isSensitive(from->name))
            m_sensitive.insert(at);
    }
    apply();
}

void ResultMasks::apply()
{
    std::set<int> masked = m_sensitive;
    for (const int column : m_revealed)
        masked.erase(column);
    m_model->setMasked(std::move(masked));
    Q_EMIT changed();
}

void ResultMasks::reveal(int column)
{
    if (!m_connection || !m_model->isMasked(column))
        return;
    const query::ResultColumn from = m_model->columns()[size_t(column)];
    m_noting.ask(
        this,
        QtConcurrent::run(
            &operations::noteReveal, m_connection->destination().lockPlace(), from.schema + u'.' + from.relation,
            QStringList{from.column}, QString()),
        [this, column](const Result<void> &noted) {
            if (noted) {
                m_revealed.insert(column);
                apply();
            }
            Q_EMIT revealed(noted);
        });
}

} // namespace howdah::ui
