// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/result/pane/resultarranger.h"

#include "common/quantities.h"
#include "query/result/pane/resultmodel.h"

#include <QtConcurrentRun>

#include <algorithm>

namespace howdah::ui {

constexpr int ProgressMs = 200;

using query::RowOrder;
using query::SortTerm;

ResultArranger::ResultArranger(ResultModel *model, TaskList *tasks, QObject *parent)
    : QObject(parent)
    , m_model(model)
    , m_tasks(tasks)
{
    m_tick.setInterval(ProgressMs);
    connect(&m_tick, &QTimer::timeout, this, [this] {
        const qint64 all = qMax<qint64>(1, m_model->store()->rowCount());
        m_task.setProgress(rowsWord(*m_progress), double(*m_progress) / double(all));
    });
}

ResultArranger::~ResultArranger() { stop(); }

void ResultArranger::stop()
{
    if (m_stop)
        m_stop->request_stop();
    m_stop.reset();
    m_asked.drop();
    m_tick.stop();
    m_task.finish();
}

void ResultArranger::cancel()
{
    if (!isRunning())
        return;
    stop();
    m_wish = m_shown;
    m_model->setSort(m_wish.sort);
    Q_EMIT wishChanged();
}

void ResultArranger::apply(query::RowWish wish)
{
    if (wish == m_wish)
        return;
    m_wish = std::move(wish);
    m_model->setSort(m_wish.sort);
    Q_EMIT wishChanged();
    start();
}

void ResultArranger::start()
{
    stop();
    if (!m_model->store())
        return;
    if (m_wish.isEmpty()) {
        m_shown = m_wish;
        m_model->setOrder(nullptr);
        return Q_EMIT arranged();
    }
    m_stop.emplace();
    m_progress = std::make_shared<std::atomic<qint64>>(0);
    m_task = m_tasks ? m_tasks->start(tr("Sorting and filtering a result"), [this] { cancel(); }) : TaskHandle();
    m_tick.start();
    m_asked.ask(
        this,
        QtConcurrent::run(
            [store = m_model->store(), columns = m_model->columns(), wish = m_wish, stop = m_stop->get_token(),
             progress = m_progress] { return query::arrangeRows(*store, columns, wish, stop, progress.get()); }),
        [this, wish = m_wish](const Result<std::shared_ptr<const RowOrder>> &order) {
            stop();
            if (!order) {
                m_wish = m_shown;
                m_model->setSort(m_wish.sort);
                Q_EMIT wishChanged();
                return Q_EMIT failed(order.error());
            }
            m_shown = wish;
            m_model->setOrder(*order);
            Q_EMIT arranged();
        });
}

void ResultArranger::rowsFinished()
{
    const auto &order = m_model->order();
    if (!m_wish.isEmpty() && (isRunning() || !order || order->of() < m_model->store()->rowCount()))
        start();
}

void ResultArranger::sortBy(int column, bool extend)
{
    const auto found = std::ranges::find(m_wish.sort, column, &SortTerm::column);
    const bool isSorted = found != m_wish.sort.end();
    if (!isSorted || !found->descending)
        return sortBy(column, extend, isSorted);
    query::RowWish wish = m_wish;
    if (extend)
        std::erase_if(wish.sort, [column](const SortTerm &each) { return each.column == column; });
    else
        wish.sort.clear();
    apply(std::move(wish));
}

void ResultArranger::sortBy(int column, bool extend, bool descending)
{
    query::RowWish wish = m_wish;
    const auto found = std::ranges::find(wish.sort, column, &SortTerm::column);
    if (!extend)
        wish.sort = {{column, descending}};
    else if (found == wish.sort.end())
        wish.sort.push_back({column, descending});
    else
        found->descending = descending;
    apply(std::move(wish));
}

void ResultArranger::add(const query::ResultCondition &condition)
{
    query::RowWish wish = m_wish;
    if (std::ranges::find(wish.conditions, condition) == wish.conditions.end())
        wish.conditions.push_back(condition);
    apply(std::move(wish));
}

void ResultArranger::remove(qsizetype condition)
{
    query::RowWish wish = m_wish;
    if (condition >= 0 && condition < qsizetype(wish.conditions.size()))
        wish.conditions.erase(wish.conditions.begin() + condition);
    apply(std::move(wish));
}

void ResultArranger::setWords(const QString &words)
{
    query::RowWish wish = m_wish;
    wish.words = words;
    apply(std::move(wish));
}

} // namespace howdah::ui
