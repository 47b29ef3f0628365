// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "browse/inspector/entitycard.h"

#include "browse/inspector/cardlinedelegate.h"
#include "common/captions.h"
#include "common/icons.h"
#include "common/statestack.h"
#include "common/widgets.h"
#include "connect/connectioncontroller.h"
#include "connect/entitybook.h"
#include "data/page/value.h"
#include "edit/flowlayout.h"
#include "entity/actiondialog.h"
#include "entity/actionflow.h"
#include "entity/entitywords.h"
#include "operations/entities/reveal.h"
#include "value/valuetext.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QListView>
#include <QToolButton>
#include <QVBoxLayout>
#include <QtConcurrent>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using entity::BoundEntity;
using entity::Card;
using entity::RowValues;

constexpr int PartialAfterMs = 150;
constexpr int MostStopLetters = 24;
constexpr qsizetype MostLabelLetters = 200;

EntityCard::EntityCard(const PageServices &services, QWidget *parent)
    : QWidget(parent)
    , m_services(services)
    , m_model(new CardModel(&services.connection->entityBook().labels(), this))
    , m_view(new QListView)
    , m_flow(new ActionFlow(services, this))
{
    setObjectName(u"entityCard"_s);
    m_states = new StateStack(makeContent(), this);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_states);
    m_partial.setSingleShot(true);
    m_partial.setInterval(PartialAfterMs);
    connect(&m_partial, &QTimer::timeout, this, [this] {
        if (m_question && m_question->card().isThere)
            showCard(m_question->card());
    });
    connect(&services.connection->entityBook(), &EntityBook::changed, this, &EntityCard::bookChanged);
    connect(m_flow, &ActionFlow::done, this, [this](catalog::Oid relation) {
        Q_EMIT changed(relation);
        read();
    });
    hide();
}

EntityCard::~EntityCard() { stop(); }

QWidget *EntityCard::makeContent()
{
    auto *content = new QWidget;
    m_crumbs = new QWidget;
    m_crumbs->setObjectName(u"cardTrail"_s);
    m_crumbLine = new QHBoxLayout(m_crumbs);
    m_crumbLine->setContentsMargins(space::inside, space::tight, space::inside, 0);
    m_crumbLine->setSpacing(0);
    m_crumbs->hide();
    m_kind = mutedLabel();
    m_kind->setObjectName(u"cardKind"_s);
    m_state = new Badge;
    m_label = headingLabel({}, 2);
    m_label->setObjectName(u"cardLabel"_s);
    m_subtitle = mutedLabel();
    m_subtitle->setObjectName(u"cardSubtitle"_s);
    for (QLabel *each : {m_label, m_subtitle}) {
        each->setWordWrap(true);
        each->setTextInteractionFlags(Qt::TextSelectableByMouse);
    }
    m_buttons = new QWidget;
    m_buttonLine = new FlowLayout(m_buttons);
    m_buttonLine->setContentsMargins(0, space::tight, 0, 0);
    m_buttonLine->setSpacing(space::tight);
    auto *first = new QHBoxLayout;
    first->addWidget(m_kind, 1);
    first->addWidget(m_state);
    auto *head = new QVBoxLayout;
    head->setContentsMargins(space::group, space::inside, space::inside, space::inside);
    head->setSpacing(2);
    head->addLayout(first);
    for (QWidget *each : std::initializer_list<QWidget *>{m_label, m_subtitle, m_buttons})
        head->addWidget(each);
    m_view->setModel(m_model);
    m_view->setItemDelegate(new CardLineDelegate(m_view));
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_view->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_view->setMouseTracking(true);
    m_view->setAccessibleName(tr("Facts and relations of the record"));
    m_view->installEventFilter(this);
    connect(m_view, &QListView::doubleClicked, this, &EntityCard::activate);
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_crumbs);
    column->addLayout(head);
    column->addWidget(separator(Qt::Horizontal));
    column->addWidget(m_view, 1);
    return content;
}

// ---- which row

bool EntityCard::showRow(catalog::Oid relation, const RowValues &row)
{
    const auto &entities = m_services.connection->entityBook().entities();
    const BoundEntity *entity = entities->of(relation);
    Stop stop{relation, {}, {}};
    for (const QString &name : entity ? entity->key : QStringList()) {
        if (row.value(name))
            stop.key.insert(name, row.value(name));
    }
    if (!entity || entity->key.isEmpty() || stop.key.size() != entity->key.size()) {
        clear();
        return false;
    }
    const bool isSame = !m_trail.empty() && m_trail.front().relation == relation && m_trail.front().key == stop.key;
    if (!isSame) {
        m_trail = {stop};
        showTrail();
    }
    setVisible(true);
    read();
    return true;
}

void EntityCard::setWaiting()
{
    if (m_trail.empty())
        return;
    stop();
    m_states->showLoading(tr("Loading the record"));
}

void EntityCard::clear()
{
    stop();
    m_trail.clear();
    m_model->clear();
    showTrail();
    hide();
}

void EntityCard::stop()
{
    m_asked.drop();
    m_partial.stop();
    m_question.reset();
    if (m_session)
        m_session->cancel();
    m_session.reset();
}

void EntityCard::follow(const CardModel::Target &target)
{
    m_trail.push_back({target.entity->relation, target.key, target.title});
    showTrail();
    read();
}

void EntityCard::goBack()
{
    if (!canGoBack())
        return;
    m_trail.pop_back();
    showTrail();
    read();
}

// Other models, or the same of a newer catalog.
void EntityCard::bookChanged()
{
    if (m_trail.empty())
        return;
    const auto &entities = m_services.connection->entityBook().entities();
    if (entities->of(m_trail.back().relation))
        read();
    else
        clear();
}

// ---- reading

void EntityCard::read()
{
    if (m_trail.empty())
        return;
    stop();
    const auto &entities = m_services.connection->entityBook().entities();
    const Stop &at = m_trail.back();
    const BoundEntity *entity = entities->of(at.relation);
    if (!entity)
        return clear();
    m_question.emplace(entities, *entity, at.key);
    const auto taken = m_services.connection->takeSession(connection::SessionRole::Reader, u"card"_s);
    if (!taken) {
        m_question.reset();
        return m_states->showFailed(taken.error(), [this] { read(); });
    }
    m_session = *taken;
    m_states->showLoading(tr("Loading the record"));
    m_partial.start();
    m_asked.next();
    ask();
}

void EntityCard::ask()
{
    m_asked.alsoAsk(
        this, m_session->pipeline(m_question->statements()), [this](const auto &answer) { answered(answer); });
}

void EntityCard::answered(const Result<connection::PipelineAnswer> &answer)
{
    if (Result<void> taken = m_question->take(answer); !taken) {
        const Error error = taken.error();
        stop();
        return m_states->showFailed(error, [this] { read(); });
    }
    const Card &card = m_question->card();
    if (!card.isThere) {
        stop();
        return m_states->showEmpty(
            {u"view-list-details"_s,
             tr("The row no longer exists"),
             tr("The row was deleted, or you may not see it. Refresh to see what exists now."),
             {}});
    }
    if (!m_question->isDone())
        return ask();
    const Card whole = card;
    stop();
    showCard(whole);
}

// ---- showing

void EntityCard::showCard(const Card &card)
{
    m_kind->setText(capital(card.entity->definition->singular));
    const QString label = card.record.label.isEmpty() ? keyText(card.key()) : card.record.label;
    m_label->setText(singleLine(label, MostLabelLetters));
    m_subtitle->setText(singleLine(card.record.subtitle, MostLabelLetters));
    m_subtitle->setVisible(!card.record.subtitle.isEmpty());
    m_state->setBadge(toneOf(card.tone), singleLine(card.state, 40));
    m_state->setVisible(!card.state.isEmpty());
    m_state->setAccessibleName(tr("State: %1").arg(singleLine(card.state, 40)));
    m_trail.back().title = label;
    const QModelIndex current = m_view->currentIndex();
    const int row = current.isValid() ? current.row() : 0;
    m_model->setCard(card);
    m_view->setCurrentIndex(m_model->index(qMin(row, m_model->rowCount() - 1)));
    showButtons(card);
    m_states->showContent();
    Q_EMIT shown();
}

void EntityCard::showButtons(const Card &card)
{
    while (QLayoutItem *item = m_buttonLine->takeAt(0)) {
        item->widget()->hide();
        item->widget()->setObjectName({}); // whoever looks for it means the one that comes
        item->widget()->deleteLater();
        delete item;
    }
    const bool isKnown = !m_question || m_question->isDone();
    for (const entity::CardAction &one : card.actions) {
        QPushButton *act = button(plainCaption(one.action->title));
        act->setObjectName(u"action-"_s + one.action->id);
        act->setAccessibleName(actionTitle(*one.action));
        act->setEnabled(isKnown && one.why.isEmpty());
        act->setToolTip(
            Qt::convertFromPlainText(one.why.isEmpty() ? one.action->words : one.why, Qt::WhiteSpaceNormal));
        connect(act, &QPushButton::clicked, this, [this, id = one.action->id] {
            if (const auto &shown = m_model->card())
                m_flow->begin(shown->entities, *shown->entity, shown->key(), id);
        });
        m_buttonLine->addWidget(act);
    }
    const auto &views = card.entity->definition->views;
    for (int i = 0; i < int(views.size()); ++i) {
        QPushButton *open = button(plainCaption(tr("Open as %1").arg(views[size_t(i)].title)));
        open->setObjectName(u"view-%1"_s.arg(i));
        open->setIcon(icon(u"tab-new"));
        connect(open, &QPushButton::clicked, this, [this, i] {
            if (const auto &shown = m_model->card())
                Q_EMIT viewWanted(shown->entity->relation, shown->key(), i);
        });
        m_buttonLine->addWidget(open);
    }
    m_buttons->setVisible(m_buttonLine->count() > 0);
    m_buttonLine->invalidate();
}

void EntityCard::showTrail()
{
    while (QLayoutItem *item = m_crumbLine->takeAt(0)) {
        if (item->widget()) {
            item->widget()->hide();
            item->widget()->deleteLater();
        }
        delete item;
    }
    m_crumbs->setVisible(canGoBack());
    for (size_t i = 0; canGoBack() && i < m_trail.size(); ++i) {
        if (i > 0)
            m_crumbLine->addWidget(mutedLabel(u"›"_s));
        auto *crumb = new QToolButton;
        const QString title = m_trail[i].title.isEmpty() ? keyText(m_trail[i].key) : m_trail[i].title;
        crumb->setText(plainCaption(singleLine(title), MostStopLetters));
        crumb->setAccessibleName(singleLine(title, MostLabelLetters));
        crumb->setToolTip(Qt::convertFromPlainText(singleLine(title, MostLabelLetters)));
        crumb->setAutoRaise(true);
        crumb->setEnabled(i + 1 < m_trail.size());
        connect(crumb, &QToolButton::clicked, this, [this, i] {
            m_trail.resize(i + 1);
            showTrail();
            read();
        });
        m_crumbLine->addWidget(crumb);
    }
    m_crumbLine->addStretch(1);
    Q_EMIT trailChanged();
}

// ---- what is chosen

bool EntityCard::eventFilter(QObject *watched, QEvent *event)
{
    if (watched != m_view || event->type() != QEvent::KeyPress)
        return QWidget::eventFilter(watched, event);
    const auto *key = static_cast<QKeyEvent *>(event);
    const bool isEnter = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
    if (!isEnter || (key->modifiers() & ~Qt::KeypadModifier))
        return QWidget::eventFilter(watched, event);
    activate(m_view->currentIndex());
    return true;
}

void EntityCard::activate(const QModelIndex &index)
{
    if (!index.isValid())
        return;
    if (index.data(CardModel::MaskedRole).toBool())
        return reveal(m_model->columnAt(index.row()));
    if (const int relation = m_model->relationAt(index.row()); relation >= 0)
        return openRelation(relation);
    if (const auto target = m_model->target(index.row()))
        follow(*target);
}

void EntityCard::openRelation(int at)
{
    const Card &card = *m_model->card();
    const entity::CardRelation &relation = card.relations[size_t(at)];
    const auto filter = relatedFilter(*card.entities, *card.entity, *relation.relation, card.record.values);
    if (filter.empty() || !relation.other)
        return Q_EMIT refused(tr("These rows are tied by a table of pairs: open them one by one"));
    ReferenceStep step{relation.other->relation, {}};
    for (const auto &[column, value] : filter) {
        if (!value)
            return Q_EMIT refused(tr("%1 is NULL: it refers to no row").arg(column));
        step.filters.filters.push_back({column, data::FilterOperator::Equal, data::decoded(*value)});
    }
    Q_EMIT rowsWanted(step);
}

void EntityCard::reveal(const QString &column)
{
    if (!m_model->isMasked(column))
        return;
    const Card &card = *m_model->card();
    const QString relation = card.entity->schema + u'.' + card.entity->table();
    m_noting.ask(
        this,
        QtConcurrent::run(
            &operations::noteReveal, m_services.connection->destination().lockPlace(), relation, QStringList{column},
            keyText(card.key())),
        [this, column, key = card.key()](const Result<void> &noted) {
            if (!noted)
                return Q_EMIT refused(noted.error().message);
            if (!m_model->card() || m_model->card()->key() != key)
                return;
            m_model->reveal(column);
            Q_EMIT revealed(column);
        });
}

} // namespace howdah::ui
