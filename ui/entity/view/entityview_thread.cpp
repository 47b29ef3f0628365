// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// A view that is a conversation: read at once, and then what stands beside its messages.
#include "entity/view/entityview.h"

#include "base/figures.h"
#include "common/statestack.h"
#include "entity/view/madeview.h"
#include "entity/view/threadpane.h"

#include <QAction>
#include <QStackedWidget>

#include <cmath>

using namespace Qt::StringLiterals;

namespace howdah::ui {

// What it took: tokens and cost are added up where they are numbers.
static QStringList totalsOf(const entity::Thread &thread)
{
    qint64 tokens = 0;
    double cost = 0;
    QStringList models;
    for (const entity::ThreadTurn &turn : thread.turns) {
        tokens += turn.tokens.toLongLong();
        cost += turn.cost.toDouble();
        if (!turn.model.isEmpty() && !models.contains(turn.model))
            models << turn.model;
    }
    QStringList totals;
    if (tokens > 0)
        totals << ThreadModel::tr("%1 tokens").arg(countText(tokens));
    if (cost > 0)
        totals << ThreadModel::tr("cost %1").arg(QString::number(cost, 'g', 6));
    if (!models.isEmpty() && models.size() <= 3)
        totals << models.join(u", "_s);
    return totals;
}

static QStringList threadFacts(const entity::Thread &thread)
{
    QStringList facts{EntityView::tr("%n message(s)", nullptr, int(thread.turns.size()))};
    if (thread.isCut)
        facts << EntityView::tr("the first of more");
    double first = std::nan("");
    double last = first;
    for (const entity::ThreadTurn &turn : thread.turns) {
        if (std::isnan(turn.timeMs))
            continue;
        if (std::isnan(first))
            first = turn.timeMs;
        last = turn.timeMs;
    }
    if (last > first)
        facts << EntityView::tr("over %1").arg(durationText(last - first));
    return facts << totalsOf(thread);
}

void EntityView::loadThread(const entity::BoundEntity &entity, const entity::ViewDefinition &view)
{
    auto question = entity::threadQuestion(m_entities, entity, view, m_place.key);
    if (!question)
        return failed(question.error());
    m_question = std::make_shared<const entity::ThreadQuestion>(*std::move(question));
    m_hasDetails = false;
    const auto asked = m_session->pipeline(m_question->statements);
    m_reading.ask(
        this,
        made<entity::Thread>(
            asked,
            [question = m_question](const std::vector<connection::Answer> &answers) {
                return entity::threadIn(*question, answers);
            }),
        [this](const Result<std::shared_ptr<const entity::Thread>> &thread) {
            if (!thread)
                return failed(thread.error());
            m_readThread = *thread;
            showThread();
            loadDetails();
        });
}

void EntityView::loadDetails()
{
    if (m_question->detailStatements.empty() || m_readThread->turns.empty()) {
        m_hasDetails = true;
        m_session.reset();
        return updateActions();
    }
    const auto asked = m_session->pipeline(m_question->detailStatements);
    m_reading.ask(
        this,
        made<entity::Thread>(
            asked,
            [question = m_question, before = m_readThread](const std::vector<connection::Answer> &answers) {
                entity::Thread thread = *before;
                entity::addDetails(thread, *question, answers);
                return thread;
            }),
        [this](const Result<std::shared_ptr<const entity::Thread>> &thread) {
            if (!thread)
                return failed(thread.error());
            m_session.reset();
            m_readThread = *thread;
            m_hasDetails = true;
            m_thread->addDetails(m_readThread);
            showHead(m_readThread->head, threadFacts(*m_readThread));
            goTo(std::exchange(m_place.said, {}));
            updateActions();
        });
}

void EntityView::showThread()
{
    if (!m_thread) {
        m_thread = new ThreadPane(this);
        m_panes->addWidget(m_thread);
        connect(m_thread->view(), &ThreadView::rowWanted, this, [this](int row) {
            const entity::RowValues &key = m_thread->model()->turn(row).key;
            const entity::BoundEntity *holder = m_question->said ? m_question->said : m_question->entity;
            wantRow(holder->relation, key.isEmpty() ? m_place.key : key);
        });
    }
    const entity::ViewHead &head = m_readThread->head;
    showHead(head, threadFacts(*m_readThread));
    if (!head.isThere)
        return gone();
    m_thread->setThread(m_readThread);
    m_thread->view()->showRow(m_thread->model()->rowOf(m_place.said));
    if (!m_readThread->problem.isEmpty())
        failed(makeError(ErrorKind::Usage, m_readThread->problem));
    else if (m_readThread->turns.empty())
        m_states->showEmpty(
            {u"dialog-messages"_s, tr("Nothing was said"), tr("Its messages are shown here."), {m_rows}});
    else
        showPane(m_thread);
    updateActions();
}

void EntityView::goTo(const entity::RowValues &said)
{
    const int row = m_thread && m_readThread ? m_thread->model()->rowOf(said) : -1;
    if (row >= 0)
        m_thread->view()->showRow(row);
    else if (m_session)
        m_place.said = said;
}

} // namespace howdah::ui
