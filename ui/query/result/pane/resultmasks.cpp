// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/result/pane/resultmasks.h"

#include "connect/connectioncontroller.h"
#include "connect/entitybook.h"
#include "entity/sensitivity.h"
#include "operations/entities/reveal.h"
#include "query/result/pane/resultmodel.h"

#include <QtConcurrentRun>

namespace howdah::ui {

ResultMasks::ResultMasks(
    ConnectionController *connection, ResultModel *model, const QString &statement, bool isHere, QObject *parent)
    : QObject(parent)
    , m_connection(connection)
    , m_model(model)
    , m_statement(statement.toUtf8())
{
    if (!connection || connection->destination().isNowhere()) // nothing comes from there
        return;
    if (!isHere) {
        for (int column = 0; column < int(model->columns().size()); ++column)
            m_sensitive.insert(column);
        apply();
        return;
    }
    m_place = connection->destination().serverLabel();
    m_database = connection->facts().database;
    connect(&connection->entityBook(), &EntityBook::changed, this, &ResultMasks::bind);
    bind();
}

void ResultMasks::bind()
{
    // Whoever has left a connection still sees its rows, and no more of them than before.
    if (!m_connection || m_connection->destination().serverLabel() != m_place
        || m_connection->facts().database != m_database)
        return;
    const entity::Entities &entities = *m_connection->entityBook().entities();
    if (!m_connection->catalog() && !m_sensitive.empty())
        return;
    std::vector<entity::AnswerColumn> answer;
    for (const query::ResultColumn &column : m_model->columns())
        answer.push_back({.name = column.shape.name, .relation = column.relationOid, .number = column.number});
    const std::vector<bool> sensitive = entity::sensitiveAnswer(entities, answer, m_statement);
    m_sensitive.clear();
    for (int at = 0; at < int(sensitive.size()); ++at) {
        if (sensitive[size_t(at)])
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
    const QString relation = from.relation.isEmpty() ? tr("a query") : from.schema + u'.' + from.relation;
    const QString name = from.column.isEmpty() ? from.shape.name : from.column;
    m_noting.ask(
        this,
        QtConcurrent::run(
            &operations::noteReveal, m_connection->destination().lockPlace(), relation, QStringList{name}, QString()),
        [this, column](const Result<void> &noted) {
            if (noted) {
                m_revealed.insert(column);
                apply();
            }
            Q_EMIT revealed(noted);
        });
}

} // namespace howdah::ui
