// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/whendone.h"
#include "browse/grid/gridview.h"
#include "browse/grid/keybar.h"
#include "browse/rowspane.h"
#include "connect/connectioncontroller.h"
#include "data/page/rowfinder.h"
#include "value/valuetext.h"

using namespace Qt::StringLiterals;

// Going to a row of RowsPane by its key, or by the name that edits have for it.
namespace howdah::ui {

void RowsPane::showRow(const data::RowKey &row, int column)
{
    const int at = m_model->rows().rowOf(row);
    if (at < 0)
        return say(tr("The row is not among the loaded rows: clear the filters, or go to its key"));
    const int shown = column >= 0 ? column : qMax(0, m_grid->table()->currentIndex().column());
    m_grid->table()->setCurrentIndex(m_model->index(at, shown));
    m_grid->table()->setFocus(Qt::OtherFocusReason);
}

void RowsPane::openKeyBar()
{
    const data::PageQuery *query = m_model->pages().query();
    const std::vector<int> key = query ? data::findableKey(*query) : std::vector<int>();
    if (key.empty())
        return say(tr("The rows of %1 have no key to go to").arg(m_shape.name));
    m_keyBar->open(m_shape, key);
}

void RowsPane::stopSearching()
{
    if (m_keySession)
        m_keySession->cancel();
    m_keySession.reset();
    m_keyTask.finish();
    m_keyBar->setSearching(false);
}

void RowsPane::goToKey(const std::vector<QByteArray> &key)
{
    const data::PageQuery *query = m_model->pages().query();
    stopSearching();
    if (!query || key.size() != data::findableKey(*query).size())
        return;
    const auto taken = m_connection->takeSession(connection::SessionRole::Rows, u"key"_s);
    if (!taken)
        return m_keyBar->showProblem(taken.error().message);
    m_keySession = *taken;
    m_keyBar->setSearching(true);
    m_keyTask = m_tasks->start(tr("Finding a row of %1").arg(m_shape.name), [this] { stopSearching(); });
    whenDone(
        this, m_keySession->query(data::findStatement(*query, key)),
        [this, key, query = *query, session = m_keySession](const Result<connection::Answer> &answer) {
            if (session != m_keySession)
                return; // another was looked for meanwhile
            if (answer)
                return keyFound(key, query, answer->rows);
            stopSearching();
            m_keyBar->showProblem(answer.error().message);
        });
}

void RowsPane::keyFound(
    const std::vector<QByteArray> &key, const data::PageQuery &query, const connection::RowBatch &rows)
{
    const std::optional<data::FoundRow> found = data::foundIn(query, rows);
    if (found && found->isShown)
        return jumpTo(query, found->place);
    stopSearching();
    QStringList values;
    for (const QByteArray &value : key)
        values << singleLine(QString::fromUtf8(value), 60);
    if (found)
        m_keyBar->showProblem(tr("%1 exists, but is hidden by the filters").arg(values.join(u", "_s)), true);
    else
        m_keyBar->showProblem(tr("There is no row with %1").arg(values.join(u", "_s)));
}

// Where it stands is counted where that is cheap, and otherwise what the planner believes.
void RowsPane::jumpTo(const data::PageQuery &query, const data::Place &place)
{
    const data::RowTotal total = m_model->loaded().total();
    const bool isSmall = total.rows >= 0 && total.rows <= query.limits().offsetRows;
    whenDone(
        this, m_keySession->query(isSmall ? data::countBefore(query, place) : data::estimateBefore(query, place)),
        [this, place, isSmall, session = m_keySession](const Result<connection::Answer> &answer) {
            if (session != m_keySession)
                return;
            stopSearching();
            qint64 before = 0;
            if (answer)
                before =
                    isSmall ? answer->rows.integer(0, 0) : qMax<qint64>(0, qint64(data::estimatedRowsOf(answer->rows)));
            m_keyBar->close();
            m_cursorToTop = true; // once it is here
            m_model->pages().jumpToPlace(place, {before, isSmall && answer});
        });
}

} // namespace howdah::ui
