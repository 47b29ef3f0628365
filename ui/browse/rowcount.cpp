// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "browse/rowcount.h"

#include "grid/gridmodel.h"
#include "common/icons.h"
#include "connect/connectioncontroller.h"

#include <QAction>

using namespace Qt::StringLiterals;

namespace howdah::ui {

RowCount::RowCount(
    ConnectionController *connection, TaskList *tasks, GridModel *model, const data::RelationShape &shape,
    QObject *parent)
    : QObject(parent)
    , m_connection(connection)
    , m_tasks(tasks)
    , m_model(model)
    , m_shape(shape)
    , m_action(new QAction(icon(u"view-statistics"_s), tr("Count exactly"), this))
{
    m_action->setObjectName(u"countRows"_s);
    m_action->setToolTip(tr("Count all rows; this can take a while"));
    connect(m_action, &QAction::triggered, this, &RowCount::start);
}

void RowCount::updateAction()
{
    m_action->setEnabled(
        m_model->isOpen() && m_model->rowCount() > 0 && !m_model->loaded().total().exact && !m_task.isRunning());
}

void RowCount::cancel()
{
    if (m_session)
        m_session->cancel();
}

void RowCount::close()
{
    m_asked.drop();
    m_task.finish();
    m_session.reset();
}

void RowCount::start()
{
    if (!m_model->isOpen() || m_task.isRunning())
        return;
    const auto taken = m_connection->takeSession(connection::SessionRole::Rows, u"count"_s);
    if (!taken)
        return Q_EMIT failed(taken.error());
    m_session = *taken;
    m_task = m_tasks->start(tr("Counting the rows of %1").arg(m_shape.name), [this] { cancel(); });
    m_action->setEnabled(false);
    const auto counted = [this, session = m_session, question = m_asked.next()](const Result<qint64> &rows) {
        if (!question.isWanted())
            return;
        close();
        if (rows)
            m_model->loaded().setTotal({*rows, true});
        else if (rows.error().kind != ErrorKind::Cancelled)
            Q_EMIT failed(rows.error());
        Q_EMIT ended();
    };
    data::PageSource::count(this, *m_session, *m_model->pages().query(), counted);
}

} // namespace howdah::ui
