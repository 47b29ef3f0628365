// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dashboard/dashboardboard.h"

#include "chart/chartview.h"
#include "common/statestack.h"
#include "connect/connectioncontroller.h"

#include <QScrollBar>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using metrics::PanelKind;

metrics::PanelContext BoardQuestion::contextFor(const metrics::PanelDefinition &panel) const
{
    metrics::PanelContext context = metrics::contextFor(panel, range, metrics::bucketFor(range), zone, now);
    if (!previous)
        context.previous = {};
    else if (weekdays && context.previous.isValid())
        context.previous = metrics::equalPart(metrics::previousWeekdays(range, zone), range, now, zone);
    return context;
}

DashboardBoard::DashboardBoard(ConnectionController *connection, QWidget *parent)
    : QScrollArea(parent)
    , m_grid(new PanelGrid)
    , m_runner(connection)
{
    setObjectName(u"board"_s);
    setAccessibleName(tr("Panels"));
    setFrameShape(NoFrame);
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setWidget(m_grid);
    m_making.setInterval(0);
    connect(&m_making, &QTimer::timeout, this, &DashboardBoard::makeNext);
    m_showing.setInterval(0);
    connect(&m_showing, &QTimer::timeout, this, &DashboardBoard::showNextAnswer);
    m_runner.setUrgency([this](const QString &key) { return urgencyOf(key); });
    connect(
        &m_runner, &PanelRunner::answered, this, [this](const QString &, std::shared_ptr<const PanelAnswer> answer) {
            m_arrived.push_back(std::move(answer));
            m_showing.start();
        });
    connect(&m_runner, &PanelRunner::connectionLost, this, [this](const Error &error) {
        for (PanelCard *card : std::as_const(m_cards)) {
            if (card->state()->state() == StateStack::State::Loading)
                card->setIdle();
        }
        Q_EMIT connectionLost(error);
    });
    connect(&m_runner, &PanelRunner::openChanged, this, [this] {
        Q_EMIT askingChanged();
        notifyIfSettled();
    });
    connect(&m_runner, &PanelRunner::valuesRead, this, &DashboardBoard::valuesRead);
    connect(&m_runner, &PanelRunner::valuesFailed, this, &DashboardBoard::valuesFailed);
}

void DashboardBoard::setDashboard(std::shared_ptr<const metrics::DashboardDefinition> dashboard)
{
    m_runner.cancelAll();
    m_arrived.clear();
    m_agreed.clear();
    m_turned.clear();
    m_values.clear();
    m_urgentValues.clear();
    m_askedFor.clear();
    m_question.reset();
    m_grid->setSole(nullptr);
    for (PanelCard *card : std::as_const(m_cards))
        m_grid->remove(card);
    m_cards.clear();
    m_made = 0;
    // Colours are few: each dashboard begins with the plain ones.
    if (!dashboard || !m_dashboard || dashboard->id != m_dashboard->id)
        m_styles.forget();
    m_dashboard = std::move(dashboard);
    verticalScrollBar()->setValue(0);
    if (m_dashboard)
        m_making.start();
}

// One in a turn: a card with its chart is expensive to make.
void DashboardBoard::makeNext()
{
    if (!m_dashboard || m_made >= m_dashboard->panels.size()) {
        m_making.stop();
        notifyIfSettled();
        return;
    }
    const metrics::PanelDefinition &panel = m_dashboard->panels[m_made++];
    auto *card = new PanelCard(m_dashboard, panel, m_styles);
    connectCard(card);
    m_cards << card;
    m_grid->add(card, {panel.width, panel.height, panel.kind == PanelKind::Stat});
    if (m_question)
        askCard(card, false, PanelCard::Keep::Nothing);
}

void DashboardBoard::connectCard(PanelCard *card)
{
    connect(card, &PanelCard::askWanted, this, [this, card](bool evenIfDear) {
        if (evenIfDear)
            m_agreed << card->id();
        if (m_question)
            askCard(card, m_agreed.contains(card->id()), PanelCard::Keep::Nothing);
    });
    connect(card, &PanelCard::turnWanted, this, [this, card](bool fromOtherEnd) {
        if (fromOtherEnd)
            m_turned << card->id();
        else
            m_turned.remove(card->id());
        if (m_question)
            askCard(card, m_agreed.contains(card->id()), PanelCard::Keep::Nothing);
    });
    if (card->definition().kind == PanelKind::Stat) {
        connect(card->state(), &StateStack::stateChanged, this, [this, card](StateStack::State state) {
            // While it loads it stays as it was: the others are not to jump.
            if (state != StateStack::State::Loading)
                m_grid->setLow(card, state == StateStack::State::Filled);
        });
    }
    connect(card, &PanelCard::heightNeeded, this, [this, card](int height) { m_grid->setNeeded(card, height); });
    connect(card, &PanelCard::cancelWanted, this, [this, card] {
        m_runner.cancel(card->id());
        card->setIdle();
    });
    connect(card, &PanelCard::markClicked, this, [this, card](int series, int point) {
        if (const auto found = filterOf(card, series, point))
            Q_EMIT filterToggled(found->first, found->second);
    });
    connect(card, &PanelCard::currentChanged, this, [this, card] { offerFilter(card); });
    connect(
        card, &PanelCard::maximiseWanted, this, [this, card] { maximise(m_grid->sole() == card ? nullptr : card); });
    connect(card, &PanelCard::linkWanted, this, &DashboardBoard::linkWanted);
    connect(card, &PanelCard::editWanted, this, [this, card] { Q_EMIT editWanted(card->id()); });
    connect(card, &PanelCard::rowsWanted, this, &DashboardBoard::rowsWanted);
    connect(card, &PanelCard::rollupWanted, this, [this, card] { Q_EMIT rollupWanted(card); });
    connect(card, &PanelCard::rangeChosen, this, &DashboardBoard::rangeChosen);
    connect(card, &PanelCard::sqlWanted, this, [this, card] { Q_EMIT sqlWanted(card); });
    connect(card, &PanelCard::exportWanted, this, [this, card](PanelExport form) { Q_EMIT exportWanted(card, form); });
}

// ---- asking

void DashboardBoard::ask(const BoardQuestion &question, PanelCard::Keep keep)
{
    if (keep == PanelCard::Keep::Nothing)
        m_agreed.clear();
    m_question = question;
    m_arrived.clear();
    for (PanelCard *card : std::as_const(m_cards))
        askCard(card, m_agreed.contains(card->id()), keep);
}

void DashboardBoard::askCard(PanelCard *card, bool evenIfDear, PanelCard::Keep keep)
{
    std::erase_if(m_arrived, [card](const auto &answer) { return answer->question.panel == card->id(); });
    PanelQuestion question{
        m_dashboard, card->id(), m_question->contextFor(card->definition()), m_question->filters, m_limits};
    question.limits.evenIfDear = evenIfDear;
    question.context.fromOtherEnd = m_turned.contains(card->id());
    card->setLoading(keep);
    m_runner.ask(card->id(), question);
}

void DashboardBoard::cancel()
{
    m_runner.cancelAll();
    m_arrived.clear();
    for (PanelCard *card : std::as_const(m_cards)) {
        if (card->state()->state() == StateStack::State::Loading)
            card->setIdle();
    }
    notifyIfSettled();
}

void DashboardBoard::askValues(const QString &name, const metrics::FilterChoice &chosen, bool isUrgent)
{
    const metrics::FilterDefinition *filter = m_dashboard ? m_dashboard->filter(name) : nullptr;
    if (!filter)
        return;
    if (isUrgent)
        m_urgentValues = name;
    metrics::FilterChoice inputs;
    for (const QString &input : m_dashboard->inputsOf(*filter)) {
        if (chosen.contains(input))
            inputs.insert(input, chosen[input]);
    }
    if (m_runner.isAsking(u"filter:"_s + name) && m_askedFor.value(name) == inputs)
        return;
    m_askedFor.insert(name, inputs);
    m_runner.askValues(m_dashboard, *filter, inputs);
}

// Values that somebody waits for, then the panels in view from the top, then the others, then all other values.
int DashboardBoard::urgencyOf(const QString &key) const
{
    constexpr int OutOfView = 100'000;
    if (key.startsWith("filter:"_L1))
        return key.sliced(7) == m_urgentValues ? -1 : 2 * OutOfView;
    if (key.startsWith("relation:"_L1))
        return -1;
    const PanelCard *one = card(key);
    if (!one)
        return OutOfView;
    const QRect view(0, verticalScrollBar()->value(), viewport()->width(), viewport()->height());
    return one->geometry().y() + (one->isVisible() && one->geometry().intersects(view) ? 0 : OutOfView);
}

void DashboardBoard::showNextAnswer()
{
    if (m_arrived.empty()) {
        m_showing.stop();
        notifyIfSettled();
        return;
    }
    const std::shared_ptr<const PanelAnswer> answer = std::move(m_arrived.front());
    m_arrived.pop_front();
    if (PanelCard *one = card(answer->question.panel))
        one->setAnswer(answer);
}

bool DashboardBoard::isSettled() const
{
    return m_dashboard && m_made == m_dashboard->panels.size() && m_question && !isAsking();
}

void DashboardBoard::notifyIfSettled()
{
    if (isSettled())
        Q_EMIT settled();
}

QStringList DashboardBoard::missingTables() const
{
    QStringList missing;
    for (const PanelCard *card : m_cards) {
        if (card->answer())
            missing += card->answer()->outcome.missing;
    }
    missing.removeDuplicates();
    return missing;
}

PanelCard *DashboardBoard::card(const QString &id) const
{
    const auto found = std::ranges::find(m_cards, id, &PanelCard::id);
    return found == m_cards.end() ? nullptr : *found;
}

// ---- what a mark may filter by

void DashboardBoard::setValues(const ValuesByFilter &values) { m_values = values; }

std::optional<std::pair<QString, QString>> DashboardBoard::filterOf(const PanelCard *card, int series, int point) const
{
    if (!card->answer() || series < 0 || point < 0)
        return std::nullopt;
    const auto &all = card->answer()->outcome.data.series;
    if (size_t(series) >= all.size() || size_t(point) >= all[size_t(series)].points.size())
        return std::nullopt;
    const metrics::Series &one = all[size_t(series)];
    return filterOfMark(*m_dashboard, card->definition(), m_values, one, one.points[size_t(point)]);
}

void DashboardBoard::offerFilter(PanelCard *card)
{
    const auto mark = card->chart() ? card->chart()->chart().current() : std::nullopt;
    const auto found = mark ? filterOf(card, mark->series, mark->point) : std::nullopt;
    if (!found) {
        card->setFilterOffer({});
        return;
    }
    const QString label = labelOf(m_values.value(found->first), found->second);
    const bool isChosen = m_question && m_question->filters.value(found->first).contains(found->second);
    card->setFilterOffer(isChosen ? tr("Remove the filter \"%1\"").arg(label) : tr("Filter by \"%1\"").arg(label));
}

// ---- shape

void DashboardBoard::maximise(PanelCard *card)
{
    for (PanelCard *one : std::as_const(m_cards))
        one->setMaximised(one == card);
    m_grid->setSole(card, viewport()->height());
    if (card)
        card->focusContent();
}

void DashboardBoard::resizeEvent(QResizeEvent *event)
{
    QScrollArea::resizeEvent(event);
    if (m_grid->sole())
        m_grid->setSole(m_grid->sole(), viewport()->height());
}

std::vector<PanelPicture> DashboardBoard::pictures() const
{
    std::vector<PanelPicture> all;
    for (const PanelCard *one : m_cards) {
        PanelPicture picture;
        if (one->answer()) {
            picture.request = one->answer()->question.request();
            picture.outcome = one->answer()->outcome;
        } else {
            picture.request = {
                m_dashboard.get(),
                m_dashboard->panel(one->id()),
                m_question ? m_question->contextFor(one->definition()) : metrics::PanelContext(),
                {}};
            picture.outcome.error = makeError(ErrorKind::NotFound, tr("The panel has not been run yet"));
        }
        all.push_back(std::move(picture));
    }
    return all;
}

} // namespace howdah::ui
