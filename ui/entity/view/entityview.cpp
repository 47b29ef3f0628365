// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "entity/view/entityview.h"

#include "base/figures.h"
#include "base/propagate.h"
#include "common/icons.h"
#include "common/moments.h"
#include "common/statestack.h"
#include "common/widgets.h"
#include "connect/connectioncontroller.h"
#include "connect/entitybook.h"
#include "entity/actiondialog.h"
#include "entity/actionflow.h"
#include "entity/entitywords.h"
#include "entity/record.h"
#include "entity/view/boardpane.h"
#include "entity/view/madeview.h"
#include "entity/view/threadpane.h"
#include "entity/view/timelinepane.h"

#include <QAction>
#include <QHBoxLayout>
#include <QMenu>
#include <QSet>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using entity::ViewFormat;
using Kind = entity::ViewDefinition::Kind;

EntityView::EntityView(const PageServices &services, QWidget *parent)
    : QWidget(parent)
    , m_services(services)
    , m_panes(new QStackedWidget(this))
    , m_states(new StateStack(m_panes, this))
    , m_flow(new ActionFlow(services, this))
{
    makeHead();
    auto *layout = static_cast<QVBoxLayout *>(this->layout());
    layout->addWidget(m_states, 1);
    connect(&m_services.connection->entityBook(), &EntityBook::changed, this, [this] {
        if (!m_entities && !m_place.table.isEmpty())
            load();
    });
    connect(m_services.connection, &ConnectionController::stateChanged, this, &EntityView::updateReadOnly);
    connect(&m_services.connection->productionLock(), &ProductionLock::changed, this, &EntityView::updateReadOnly);
    connect(m_flow, &ActionFlow::done, this, [this](catalog::Oid relation) { Q_EMIT changed(relation); });
    // Whatever became of it, also where it was refused, as somebody else was faster: the card is where its row is now.
    connect(m_flow, &ActionFlow::ended, this, &EntityView::refresh);
    updateActions();
}

EntityView::~EntityView() = default;

QAction *EntityView::action(const QString &iconName, const QString &text, const QString &name)
{
    auto *made = new QAction(icon(iconName), text, this);
    made->setObjectName(name);
    m_actions << made;
    return made;
}

void EntityView::makeHead()
{
    m_back = action(u"go-previous"_s, tr("Back to the rows"), u"viewBack"_s);
    m_back->setShortcut(Qt::ALT | Qt::Key_Left);
    m_back->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    connect(m_back, &QAction::triggered, this, &EntityView::backWanted);
    m_rows = action(u"table"_s, tr("Show the rows"), u"viewRows"_s);
    connect(m_rows, &QAction::triggered, this, &EntityView::wantRows);
    m_refresh = action(u"view-refresh"_s, tr("Read the view again"), u"viewRefresh"_s);
    connect(m_refresh, &QAction::triggered, this, &EntityView::refresh);
    auto *menu = new QMenu(this);
    const QString words[] = {
        tr("Export the view as text…"), tr("Export the view as Markdown…"), tr("Export the view as JSON…")};
    for (const ViewFormat format : {ViewFormat::Markdown, ViewFormat::Json, ViewFormat::Text}) {
        QAction *one = action(u"document-export"_s, words[int(format)], u"viewExport_"_s + viewFormatName(format));
        connect(one, &QAction::triggered, this, [this, format] { chooseFile(format); });
        menu->addAction(one);
        m_export[int(format)] = one;
    }
    addAction(m_back);
    m_more = new QToolButton(this);
    m_more->setIcon(icon(u"document-export"_s));
    m_more->setToolTip(tr("Export the view"));
    m_more->setAccessibleName(m_more->toolTip());
    m_more->setPopupMode(QToolButton::InstantPopup);
    m_more->setAutoRaise(true);
    m_more->setMenu(menu);
    m_heading = new ElidedLabel(this);
    m_heading->setFont(headingFont(1));
    m_subtitle = new ElidedLabel(this);
    m_subtitle->setMuted();
    m_note = new ElidedLabel(this);
    m_note->setObjectName(u"viewNote"_s);
    m_note->setMuted();
    m_note->hide();
    auto *names = new QVBoxLayout;
    names->setSpacing(0);
    names->addWidget(m_heading);
    names->addWidget(m_subtitle);
    names->addWidget(m_note);
    auto *head = new QHBoxLayout;
    head->setContentsMargins(space::group, space::inside, space::inside, space::inside);
    head->setSpacing(space::inside);
    head->addLayout(names, 1);
    head->addWidget(buttonFor(m_back, ButtonRole::Plain, this));
    head->addWidget(buttonFor(m_rows, ButtonRole::Plain, this));
    head->addWidget(m_more);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(head);
    layout->addWidget(separator(Qt::Horizontal, this));
}

// ---- what is shown

void EntityView::show(const ViewPlace &place)
{
    m_place = place;
    m_title.clear();
    forgetAndRead();
}

void EntityView::forgetAndRead()
{
    m_reading.drop();
    m_session.reset();
    m_readThread.reset();
    m_readBoard.reset();
    m_hasDetails = false;
    m_hasContent = false;
    m_states->setStale({});
    refresh();
}

const entity::BoundEntity *EntityView::bound() const
{
    const catalog::Relation *relation =
        m_entities && m_entities->snapshot() ? m_entities->catalog().relation(m_place.schema, m_place.table) : nullptr;
    return relation ? m_entities->of(relation->oid) : nullptr;
}

const entity::ViewDefinition *EntityView::definition() const
{
    const entity::BoundEntity *entity = bound();
    const bool isThere = entity && m_place.view >= 0 && m_place.view < int(entity->definition->views.size());
    return isThere ? &entity->definition->views[size_t(m_place.view)] : nullptr;
}

QString EntityView::tip() const
{
    const entity::BoundEntity *entity = bound();
    const entity::ViewDefinition *view = definition();
    if (!view)
        return m_place.schema + u'.' + m_place.table;
    return tr("%1 of %2")
        .arg(
            view->title,
            view->kind == Kind::Board ? entity->definition->plural : entity->definition->singular + u' ' + m_title);
}

void EntityView::setOrigin(const QString &words)
{
    m_back->setText(words.isEmpty() ? tr("Back to the rows") : tr("Back to %1").arg(words));
    m_back->setVisible(!words.isEmpty());
}

void EntityView::refresh()
{
    if (!m_place.table.isEmpty())
        load();
}

void EntityView::cancelWork()
{
    if (m_session)
        m_session->cancel();
}

void EntityView::focusSearch()
{
    if (m_thread && m_panes->currentWidget() == m_thread)
        m_thread->focusSearch();
}

void EntityView::connectionLost(const Error &error)
{
    m_reading.drop();
    m_session.reset();
    if (m_hasContent)
        m_states->setStale(tr("The connection was lost: this is from before. %1").arg(error.message));
    else
        m_states->showFailed(error);
}

void EntityView::reconnected()
{
    m_states->setStale({});
    refresh();
}

void EntityView::failed(const Error &error)
{
    m_session.reset();
    // What was read stays in sight.
    if (m_hasContent) {
        m_states->showContent();
        m_states->setStale(tr("This is from before: %1").arg(error.message), [this] { refresh(); });
    } else {
        m_states->showFailed(error, [this] { refresh(); });
    }
    updateActions();
}

void EntityView::gone()
{
    m_hasContent = false;
    failed(makeError(ErrorKind::NotFound, tr("The row no longer exists, or you may not see it")));
}

bool EntityView::takeSession()
{
    auto session = m_services.connection->takeSession(connection::SessionRole::Reader, u"view"_s);
    if (!session) {
        failed(session.error());
        return false;
    }
    m_session = *std::move(session);
    m_states->showLoading(tr("Reading"), [this] { cancelWork(); });
    return true;
}

void EntityView::load()
{
    const auto book = m_services.connection->entityBook().entities();
    if (!book->snapshot() || book->snapshot()->stage != catalog::Stage::Complete) {
        m_entities.reset();
        m_states->showLoading(tr("Reading what the tables mean"));
        return;
    }
    m_entities = book;
    const entity::ViewDefinition *view = definition();
    if (!view)
        return failed(makeError(
            ErrorKind::NotFound,
            tr("No model says any more how %1 is read").arg(m_place.schema + u'.' + m_place.table)));
    if (!takeSession())
        return;
    switch (view->kind) {
    case Kind::Thread:
        loadThread(*bound(), *view);
        break;
    case Kind::Timeline:
        loadTimeline(*bound(), *view);
        break;
    case Kind::Board:
        loadBoard(*bound(), *view);
        break;
    }
    updateActions();
}

// ---- a timeline

void EntityView::loadTimeline(const entity::BoundEntity &entity, const entity::ViewDefinition &view)
{
    auto question = entity::timelineQuestion(*m_entities, entity, view, m_place.key);
    const auto asked = m_session->pipeline(question.statements);
    m_reading.ask(
        this,
        made<entity::Timeline>(
            asked,
            [question = std::move(question), keeps = m_entities](const std::vector<connection::Answer> &answers) {
                return entity::timelineIn(question, answers);
            }),
        [this](const Result<std::shared_ptr<const entity::Timeline>> &timeline) {
            if (!timeline)
                return failed(timeline.error());
            m_session.reset();
            if (!m_timeline) {
                m_timeline = new TimelinePane(this);
                m_panes->addWidget(m_timeline);
                connect(m_timeline, &TimelinePane::rowWanted, this, [this](int row) {
                    const entity::TimelineEntry &entry = m_timeline->model()->entry(row);
                    wantRow(entry.relation, entry.key);
                });
            }
            const entity::Timeline &read = **timeline;
            const auto [from, until] = read.extent();
            QStringList facts;
            if (until > from)
                facts << durationText(until - from);
            if (const auto bad =
                    std::ranges::count_if(read.entries, [](const auto &one) { return !one.error.isEmpty(); }))
                facts << tr("%n failure(s)", nullptr, int(bad));
            if (const auto tries = std::ranges::count_if(read.entries, &entity::TimelineEntry::isRetry))
                facts << tr("%n retry(s)", nullptr, int(tries));
            for (const entity::TimelineEntry &entry : read.entries) {
                if (!entry.waits.isEmpty())
                    facts << tr("%1 waits for %2").arg(read.lanes.value(entry.lane), entry.waits);
            }
            facts.removeDuplicates();
            if (read.isCut)
                facts << tr("only the first of each lane");
            showHead(read.head, facts);
            if (!read.head.isThere)
                return gone();
            m_timeline->setTimeline(*timeline);
            if (read.entries.empty())
                m_states->showEmpty(
                    {u"view-history"_s, tr("Nothing has happened yet"), tr("What begins is shown here."), {m_rows}});
            else
                showPane(m_timeline);
            updateActions();
        });
}

// ---- a board

void EntityView::loadBoard(const entity::BoundEntity &entity, const entity::ViewDefinition &view)
{
    auto question = entity::boardQuestion(*m_entities, entity, view);
    const auto asked = m_session->pipeline(question.statements);
    m_reading.ask(
        this,
        made<entity::Board>(
            asked, [question = std::move(question), keeps = m_entities](
                       const std::vector<connection::Answer> &answers) { return entity::boardIn(question, answers); }),
        [this](const Result<std::shared_ptr<const entity::Board>> &board) {
            m_session.reset();
            if (!board)
                return failed(board.error());
            showBoard(*board);
        });
}

void EntityView::showBoard(std::shared_ptr<const entity::Board> board)
{
    if (!m_board) {
        m_board = new BoardPane(this);
        m_panes->addWidget(m_board);
        connect(m_board, &BoardPane::rowWanted, this, [this](const entity::RowValues &key) {
            if (bound())
                wantRow(bound()->relation, key);
        });
        connect(m_board, &BoardPane::moveWanted, this, [this](const entity::RowValues &key, const QString &move) {
            if (bound())
                m_flow->begin(m_entities, *bound(), key, move);
        });
        connect(m_board, &BoardPane::columnWanted, this, [this](const QString &state) {
            if (bound())
                Q_EMIT rowsWanted(
                    bound()->relation, {{{bound()->definition->state.column, data::FilterOperator::Equal, state}}, {}});
        });
    }
    m_readBoard = std::move(board);
    qint64 count = 0;
    bool isMore = false;
    for (const entity::BoardColumn &column : m_readBoard->columns) {
        count += column.count;
        isMore |= column.isMore;
    }
    m_title = capital(bound()->definition->plural);
    m_heading->setText(m_title);
    m_subtitle->setText(isMore ? tr("more than %1 rows").arg(countText(count)) : tr("%n row(s)", nullptr, int(count)));
    Q_EMIT titleChanged();
    m_board->setBoard(m_readBoard);
    updateReadOnly();
    if (count == 0)
        m_states->showEmpty(
            {bound()->definition->icon,
             tr("There are no %1").arg(bound()->definition->plural),
             tr("They are shown here as cards, by their states."),
             {}});
    else
        showPane(m_board);
    updateActions();
}

static QString whyReadOnly(const ConnectionController &connection)
{
    if (!connection.isConnected())
        return EntityView::tr("There is no connection at the moment.");
    if (connection.guard().isLocked())
        return EntityView::tr("Production is locked. Unlock writing in the bar at the top to do this.");
    if (connection.facts().inRecovery)
        return EntityView::tr("This server is a standby: it only reads.");
    if (connection.facts().readOnly && !connection.guard().isGuarded())
        return EntityView::tr("This connection is read-only.");
    return {};
}

void EntityView::updateReadOnly()
{
    if (m_board)
        m_board->setReadOnly(whyReadOnly(*m_services.connection));
}

// ---- what all have in common

void EntityView::showPane(QWidget *pane)
{
    const bool hadFocus = m_states->isAncestorOf(focusWidget() ? focusWidget() : this);
    m_panes->setCurrentWidget(pane);
    setFocusProxy(pane);
    m_hasContent = true;
    m_states->setStale({});
    m_states->showContent();
    if (hadFocus && isVisible())
        pane->setFocus(Qt::OtherFocusReason);
}

void EntityView::showHead(const entity::ViewHead &head, const QStringList &facts)
{
    const entity::BoundEntity *entity = bound();
    m_title = head.label.isEmpty() ? keyText(m_place.key) : head.label.left(400).simplified();
    m_heading->setText(m_title);
    QStringList words{capital(entity->definition->singular)};
    if (!head.state.isEmpty())
        words << head.state;
    m_subtitle->setText((words + facts).join(u"  ·  "_s));
    Q_EMIT titleChanged();
}

void EntityView::updateActions()
{
    const bool isThere = bound() != nullptr;
    m_rows->setEnabled(isThere);
    for (QAction *one : m_export)
        one->setEnabled(canExport());
    m_more->setEnabled(canExport());
}

static data::FilterSet filterOf(const std::vector<std::pair<QString, std::optional<QByteArray>>> &values)
{
    data::FilterSet filters;
    for (const auto &[column, value] : values)
        filters.filters.push_back(
            {column, value ? data::FilterOperator::Equal : data::FilterOperator::IsNull,
             QString::fromUtf8(value.value_or(QByteArray()))});
    return filters;
}

void EntityView::wantRow(quint32 relation, const entity::RowValues &key)
{
    std::vector<std::pair<QString, std::optional<QByteArray>>> values;
    for (const auto &[name, value] : key.asKeyValueRange())
        values.emplace_back(name, value);
    std::ranges::sort(values);
    Q_EMIT rowsWanted(relation, filterOf(values));
}

// What was said, as rows; of the others the row itself.
void EntityView::wantRows()
{
    const entity::BoundEntity *entity = bound();
    const entity::ViewDefinition *view = definition();
    if (!view)
        return;
    const entity::RelationDefinition *relation = entity->definition->relation(view->relation);
    const entity::BoundEntity *other = relation ? m_entities->otherOf(*entity, *relation) : nullptr;
    const auto filter = other ? entity::relatedFilter(*m_entities, *entity, *relation, m_place.key)
                              : std::vector<std::pair<QString, std::optional<QByteArray>>>();
    if (view->kind == Kind::Board)
        Q_EMIT rowsWanted(entity->relation, {});
    else if (other && !filter.empty())
        Q_EMIT rowsWanted(other->relation, filterOf(filter));
    else
        wantRow(entity->relation, m_place.key);
}

} // namespace howdah::ui
