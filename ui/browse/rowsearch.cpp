// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "browse/rowsearch.h"

#include "grid/gridmodel.h"
#include "browse/keybar.h"
#include "connect/connectioncontroller.h"
#include "value/valuetext.h"

using namespace Qt::StringLiterals;

namespace howdah::ui {

RowSearch::RowSearch(
    ConnectionController *connection, TaskList *tasks, GridModel *model, const data::RelationShape &shape,
    QWidget *pane)
    : QObject(pane)
    , m_connection(connection)
    , m_tasks(tasks)
    , m_model(model)
    , m_bar(new KeyBar(pane))
    , m_shape(shape)
{
    connect(m_bar, &KeyBar::wanted, this, &RowSearch::goTo);
}

void RowSearch::openBar()
{
    const data::PageQuery *query = m_model->pages().query();
    const std::vector<int> key = query ? data::findableKey(*query) : std::vector<int>();
    if (key.empty())
        return Q_EMIT refused(tr("The rows of %1 have no key to go to").arg(m_shape.name));
    m_bar->open(m_shape, key);
}

void RowSearch::stop()
{
    m_asked.drop();
    if (m_session)
        m_session->cancel();
    m_session.reset();
    m_task.finish();
    m_bar->setSearching(false);
}

void RowSearch::close()
{
    stop();
    m_bar->close();
}

void RowSearch::goTo(const std::vector<QByteArray> &key)
{
    const data::PageQuery *query = m_model->pages().query();
    stop();
    if (!query || key.size() != data::findableKey(*query).size())
        return;
    const auto taken = m_connection->takeSession(connection::SessionRole::Rows, u"key"_s);
    if (!taken)
        return m_bar->showProblem(taken.error().message);
    m_session = *taken;
    m_bar->setSearching(true);
    m_task = m_tasks->start(tr("Finding a row of %1").arg(m_shape.name), [this] { stop(); });
    m_asked.ask(
        this, m_session->query(data::findStatement(*query, key)),
        [this, key, query = *query](const Result<connection::Answer> &answer) {
            if (answer)
                return keyFound(key, query, answer->rows);
            stop();
            m_bar->showProblem(answer.error().message);
        });
}

void RowSearch::keyFound(
    const std::vector<QByteArray> &key, const data::PageQuery &query, const connection::RowBatch &rows)
{
    const std::optional<data::FoundRow> row = data::foundIn(query, rows);
    if (row && row->isShown)
        return jumpTo(query, row->place);
    stop();
    QStringList values;
    for (const QByteArray &value : key)
        values << singleLine(QString::fromUtf8(value), 60);
    if (row)
        m_bar->showProblem(tr("%1 exists, but is hidden by the filters").arg(values.join(u", "_s)), true);
    else
        m_bar->showProblem(tr("There is no row with %1").arg(values.join(u", "_s)));
}

// Where it stands is counted where that is cheap, and otherwise what the planner believes.
void RowSearch::jumpTo(const data::PageQuery &query, const data::Place &place)
{
    const data::RowTotal total = m_model->loaded().total();
    const bool isSmall = total.rows >= 0 && total.rows <= query.limits().offsetRows;
    m_asked.ask(
        this, m_session->query(isSmall ? data::countBefore(query, place) : data::estimateBefore(query, place)),
        [this, place, isSmall](const Result<connection::Answer> &answer) {
            stop();
            qint64 before = 0;
            if (answer)
                before =
                    isSmall ? answer->rows.integer(0, 0) : qMax<qint64>(0, qint64(data::estimatedRowsOf(answer->rows)));
            m_bar->close();
            Q_EMIT found();
            m_model->pages().jumpToPlace(place, {before, isSmall && answer});
        });
}

} // namespace howdah::ui
