// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "edit/editbar.h"

#include "base/figures.h"
#include "common/captions.h"
#include "common/icons.h"
#include "common/tooltips.h"
#include "common/widgets.h"
#include "edit/changespanel.h"
#include "edit/editsentences.h"
#include "edit/editsession.h"

#include <QToolButton>
#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using data::ChangeKind;
using data::SaveOutcome;

EditBar::EditBar(EditSession *session, QWidget *parent)
    : QWidget(parent)
    , m_session(session)
    , m_edited(new Badge(Tone::Edited))
    , m_added(new Badge(Tone::Applied))
    , m_deleted(new Badge(Tone::Failed))
    , m_problems(new Badge(Tone::Failed))
    , m_locked(new Badge(Tone::Neutral, {}, this))
    , m_state(new ElidedLabel)
    , m_note(new ElidedLabel(this))
    , m_offer(new Banner(Tone::Pending))
    , m_outcome(new Banner(Tone::Failed))
    , m_lost(new Banner(Tone::Edited))
    , m_journal(new Banner(Tone::Edited))
{
    setObjectName(u"editBar"_s);
    makeActions();
    makeOfferActions();
    makeSettleActions();
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    makeBanners(column);
    m_line = makeLine();
    column->addWidget(m_line);
    connect(session, &EditSession::changed, this, &EditBar::update);
    connect(session, &EditSession::offerChanged, this, &EditBar::update);
    connect(session, &EditSession::savingChanged, this, [this] {
        m_isDismissed = false;
        update();
    });
    update();
}

QAction *EditBar::makeAction(const QString &name, QStringView iconName, const QString &text, const QString &tip)
{
    auto *action = new QAction(icon(iconName), text, this);
    action->setObjectName(name);
    action->setToolTip(tip);
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    addAction(action);
    return action;
}

void EditBar::makeActions()
{
    m_save = makeAction(u"saveEdits"_s, u"document-save", tr("Save"), tr("Save all changes in one transaction"));
    m_save->setShortcuts({QKeySequence(Qt::CTRL | Qt::Key_Return), QKeySequence(Qt::CTRL | Qt::Key_Enter)});
    m_cancel = makeAction(u"cancelSave"_s, u"process-stop", tr("Cancel"), tr("Stop; nothing is changed"));
    m_discard =
        makeAction(u"discardEdits"_s, u"edit-clear-all", tr("Discard all"), tr("Discard all changes; can be undone"));
    m_undo = makeAction(u"undoEdit"_s, u"edit-undo", tr("Undo"), {});
    m_undo->setShortcut(Qt::CTRL | Qt::Key_Z);
    m_redo = makeAction(u"redoEdit"_s, u"edit-redo", tr("Redo"), {});
    m_redo->setShortcut(Qt::CTRL | Qt::SHIFT | Qt::Key_Z);
    m_showPanel = makeAction(u"showChanges"_s, u"view-list-details", tr("Changes"), tr("List the staged changes"));
    m_showPanel->setCheckable(true);
    m_showPanel->setShortcut(Qt::CTRL | Qt::ALT | Qt::Key_L);
    connect(m_save, &QAction::triggered, this, [this] { m_session->saving().save(); });
    connect(m_cancel, &QAction::triggered, this, [this] {
        m_session->history().cancelStaging();
        m_session->saving().cancel();
    });
    connect(m_discard, &QAction::triggered, this, [this] { std::ignore = m_session->editor().discardAll(); });
    connect(m_undo, &QAction::triggered, this, [this] { m_session->history().stack()->undo(); });
    connect(m_redo, &QAction::triggered, this, [this] { m_session->history().stack()->redo(); });
    connect(m_showPanel, &QAction::toggled, this, [this](bool on) {
        if (m_panel)
            m_panel->setVisible(on);
        m_line->setVisible(isWanted());
    });
}

void EditBar::makeOfferActions()
{
    m_restore =
        makeAction(u"restoreEdits"_s, u"edit-undo", tr("Restore"), tr("Stage the earlier edits again; can be undone"));
    m_look =
        makeAction(u"lookAtEdits"_s, u"view-preview", tr("Show"), tr("List the earlier edits without staging them"));
    m_look->setCheckable(true);
    m_dropOffer = makeAction(
        u"discardOffer"_s, u"edit-delete", tr("Discard"),
        tr("Discard the earlier edits; can be undone until the table is closed"));
    const auto notify = [this](const Result<void> &done) {
        if (!done)
            m_offer->setText(describe(done.error()));
    };
    connect(m_restore, &QAction::triggered, this, [this, notify] { notify(m_session->offers().restore()); });
    connect(m_dropOffer, &QAction::triggered, this, [this, notify] { notify(m_session->offers().discard()); });
    connect(m_look, &QAction::triggered, this, [this](bool on) {
        if (!m_panel)
            return;
        if (on)
            m_showPanel->setChecked(true);
        m_panel->showOffer(on);
        if (on)
            m_panel->setFocus();
    });
}

void EditBar::makeSettleActions()
{
    m_settle = makeAction(
        u"settleSave"_s, u"view-refresh", tr("Check again"), tr("Ask the server for the outcome of the last save"));
    m_wasSaved = makeAction(
        u"wasSaved"_s, u"dialog-ok-apply", tr("It was saved"),
        tr("I have checked: the rows are in the database. Discards the staged changes."));
    m_wasNotSaved = makeAction(
        u"wasNotSaved"_s, u"dialog-cancel", tr("It was not saved"),
        tr("I have checked: the database is unchanged. Keeps the staged changes, so that they can be saved again."));
    m_dismiss = makeAction(u"dismissOutcome"_s, u"dialog-close", tr("Dismiss"), tr("Dismiss this message"));
    m_forgetLost = makeAction(
        u"forgetLostEdits"_s, u"dialog-close", tr("Dismiss"), tr("Dismiss the edits that could not be restored"));
    m_copyLost = makeAction(
        u"copyLostEdits"_s, u"edit-copy", tr("Copy"),
        tr("Copy the edits that could not be restored, with their values"));
    connect(m_copyLost, &QAction::triggered, this, [this] {
        QGuiApplication::clipboard()->setText(m_session->staged().lostEdits().join(u'\n'));
    });
    connect(m_settle, &QAction::triggered, this, [this] { m_session->saving().settle(); });
    connect(m_wasSaved, &QAction::triggered, this, [this] { m_session->saving().settleByHand(true); });
    connect(m_wasNotSaved, &QAction::triggered, this, [this] { m_session->saving().settleByHand(false); });
    connect(m_dismiss, &QAction::triggered, this, [this] {
        m_isDismissed = true;
        update();
    });
    connect(m_forgetLost, &QAction::triggered, this, [this] { m_session->staged().forgetLostEdits(); });
}

// A button of its sign alone, where words have no room; they stand in its tool tip and its accessible name.
static QToolButton *signFor(QAction *action)
{
    auto *face = new QToolButton;
    face->setDefaultAction(action);
    face->setToolButtonStyle(Qt::ToolButtonIconOnly);
    face->setFocusPolicy(Qt::TabFocus);
    return face;
}

QWidget *EditBar::makeLine()
{
    auto *line = new QWidget;
    auto *row = new QHBoxLayout(line);
    row->setContentsMargins(space::inside, space::tight, space::inside, space::tight);
    row->setSpacing(space::inside);
    m_state->setObjectName(u"editState"_s);
    m_state->setMuted();
    m_note->setObjectName(u"saveNote"_s);
    m_note->setMuted();
    m_note->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    for (Badge *badge : {m_edited, m_added, m_deleted, m_problems})
        row->addWidget(badge);
    row->addWidget(m_state, 1);
    m_undoFace = signFor(m_undo);
    m_redoFace = signFor(m_redo);
    m_saveFace = buttonFor(m_save, ButtonRole::Primary);
    row->addWidget(m_undoFace);
    row->addWidget(m_redoFace);
    row->addWidget(buttonFor(m_discard));
    QPushButton *panel = buttonFor(m_showPanel);
    panel->setCheckable(true);
    connect(m_showPanel, &QAction::toggled, panel, &QPushButton::setChecked);
    row->addWidget(panel);
    m_cancelButton = buttonFor(m_cancel);
    row->addWidget(m_cancelButton);
    row->addWidget(m_saveFace);
    return line;
}

void EditBar::makeBanners(QVBoxLayout *column)
{
    m_offer->setObjectName(u"restoreBanner"_s);
    m_outcome->setObjectName(u"outcomeBanner"_s);
    m_lost->setObjectName(u"lostBanner"_s);
    m_journal->setObjectName(u"journalBanner"_s);
    for (QAction *action : {m_restore, m_look, m_dropOffer}) {
        QPushButton *face = buttonFor(action);
        if (action->isCheckable()) {
            face->setCheckable(true);
            connect(action, &QAction::toggled, face, &QPushButton::setChecked);
        }
        m_offer->addWidget(face);
    }
    for (QAction *action : {m_settle, m_wasSaved, m_wasNotSaved, m_dismiss})
        m_outcome->addWidget(buttonFor(action));
    m_lost->addWidget(buttonFor(m_copyLost));
    m_lost->addWidget(buttonFor(m_forgetLost));
    for (Banner *banner : {m_offer, m_outcome, m_lost, m_journal}) {
        column->addWidget(banner);
        banner->hide();
    }
}

void EditBar::setPanel(ChangesPanel *panel)
{
    m_panel = panel;
    panel->setVisible(m_showPanel->isChecked());
    connect(panel, &ChangesPanel::offerShown, m_look, &QAction::setChecked);
    // What was refused is shown where it stands.
    connect(m_session, &EditSession::saveFailed, panel, [this, panel](const data::SaveReport &report) {
        if (report.problems.empty())
            return;
        m_showPanel->setChecked(true);
        panel->showOffer(false);
        panel->selectRow(report.problems.front().key);
    });
}

QWidget *EditBar::lockedBadge() const { return m_locked; }
QWidget *EditBar::noteLabel() const { return m_note; }

// ---- what is shown

void EditBar::update()
{
    updateCounts();
    updateActions();
    updateOutcome();
    updateOffer();
    updateWarnings();
}

static void showCount(Badge *badge, Tone tone, const QString &text, qsizetype count)
{
    badge->setVisible(count > 0);
    badge->setBadge(tone, text);
    badge->setAccessibleName(text);
}

QString EditBar::whyReadOnly() const
{
    const data::EditTarget *target = m_session->target();
    if (m_session->state() == EditSession::State::Failed)
        return m_session->error().message;
    if (!target)
        return {};
    if (!target->isEditable())
        return target->refusal;
    QStringList parts; // what of it cannot be done
    if (!target->canUpdate)
        parts << tr("rows cannot be changed");
    if (!target->canInsert)
        parts << tr("rows cannot be added");
    if (!target->canDelete)
        parts << tr("rows cannot be deleted");
    return parts.join(u", "_s);
}

void EditBar::updateCounts()
{
    const data::ChangeSet *changes = m_session->changes();
    const auto count = [changes](ChangeKind kind) { return changes ? changes->count(kind) : 0; };
    showCount(
        m_edited, Tone::Edited, tr("%n edited", nullptr, int(count(ChangeKind::Update))), count(ChangeKind::Update));
    showCount(m_added, Tone::Applied, tr("%n new", nullptr, int(count(ChangeKind::Insert))), count(ChangeKind::Insert));
    showCount(
        m_deleted, Tone::Failed, tr("%n deleted", nullptr, int(count(ChangeKind::Delete))), count(ChangeKind::Delete));
    const auto against = qsizetype(m_session->problems().all().size());
    showCount(m_problems, Tone::Failed, tr("%n with a problem", nullptr, int(against)), against);
    const bool locked =
        m_session->state() == EditSession::State::Failed || (m_session->target() && !m_session->target()->isEditable());
    showCount(m_locked, Tone::Neutral, tr("read-only"), locked ? 1 : 0);
    m_locked->setToolTip(plainToolTip(whyReadOnly()));
    m_locked->setAccessibleDescription(whyReadOnly());
    m_state->setText(stateText());
    m_note->setText(noteText());
    m_note->setVisible(!m_note->text().isEmpty());
    m_note->setToolTip({});
    m_line->setVisible(isWanted());
}

// While there is something to save, to undo or to look at, or something is under way.
bool EditBar::isWanted() const
{
    const QUndoStack *stack = m_session->history().stack();
    return m_session->hasEdits() || stack->canUndo() || stack->canRedo() || m_session->saving().isSaving()
        || m_session->saving().isSettling() || m_session->saving().isOutcomeUnknown()
        || m_session->history().isStaging() || m_showPanel->isChecked();
}

QString EditBar::stateText() const
{
    if (m_session->saving().isCommitting())
        return tr("Waiting for COMMIT");
    if (m_session->saving().isSaving())
        return tr("Saving, %1 of %2 rows")
            .arg(countText(m_session->saving().rowsSent()), countText(m_session->saving().rowsToSend()));
    if (m_session->history().isStaging())
        return tr("Staging, %1 %").arg(countText(int(m_session->history().stagingFraction() * 100)));
    if (m_session->saving().isSettling())
        return tr("Checking the outcome of the last save");
    if (m_session->state() == EditSession::State::Opening && !m_session->isReady())
        return tr("Checking what can be edited");
    if (m_session->state() == EditSession::State::Closed)
        return {};
    if (!m_session->isOnline() && m_session->hasEdits())
        return tr("Not connected; staged changes are kept");
    if (const QString why = whyReadOnly(); !why.isEmpty())
        return why;
    if (m_session->conflictCheck().isRunning())
        return tr("Comparing the staged changes with the server");
    return m_session->hasEdits() ? QString() : tr("No staged changes");
}

QString EditBar::noteText() const
{
    const auto &note = m_session->saving().lastSave();
    return note ? saveSentence(*note) : QString();
}

static QString withName(const QString &verb, const QString &what)
{
    return what.isEmpty() ? verb : verb + u": "_s + what;
}

// A tool tip is read as rich text when it looks like it, and names of columns and the server's words may.
// The button is called what stands on it; why it does nothing is read behind that.
static void explain(QAction *action, QWidget *face, const QString &text)
{
    action->setToolTip(Qt::mightBeRichText(text) ? Qt::convertFromPlainText(text) : text);
    face->setAccessibleName(wordsOfCaption(action->text()));
    face->setAccessibleDescription(text);
}

void EditBar::updateActions()
{
    const QString refusal = m_session->saving().refusal();
    m_save->setEnabled(refusal.isEmpty());
    explain(m_save, m_saveFace, refusal.isEmpty() ? tr("Save all changes in one transaction") : refusal);
    m_save->setVisible(!m_session->saving().isSaving());
    m_cancel->setVisible(m_session->saving().isSaving() || m_session->history().isStaging());
    m_cancel->setEnabled(m_cancel->isVisible() && !m_session->saving().isCommitting());
    const QUndoStack *stack = m_session->history().stack();
    const bool free =
        !m_session->saving().isSaving() && !m_session->history().isStaging() && !m_session->saving().isOutcomeUnknown();
    m_undo->setEnabled(stack->canUndo() && free);
    m_redo->setEnabled(stack->canRedo() && free);
    const bool savedLast =
        m_session->saving().lastSave() && m_session->saving().lastSave()->outcome == SaveOutcome::Saved;
    explain(
        m_undo, m_undoFace,
        stack->canUndo() ? withName(tr("Undo"), stack->undoText())
        : savedLast      ? tr("Saved changes cannot be undone here")
                         : tr("Nothing to undo"));
    explain(m_redo, m_redoFace, stack->canRedo() ? withName(tr("Redo"), stack->redoText()) : tr("Nothing to redo"));
    m_discard->setEnabled(m_session->hasEdits() && free);
    const qsizetype count = m_session->hasEdits() ? m_session->changes()->count() : 0;
    m_showPanel->setText(count > 0 ? tr("Changes (%1)").arg(countText(count)) : tr("Changes"));
}

void EditBar::updateOutcome()
{
    const auto &note = m_session->saving().lastSave();
    const bool unknown = m_session->saving().isOutcomeUnknown();
    const bool failed = note && note->outcome != SaveOutcome::Saved;
    m_outcome->setVisible(!m_session->saving().isSaving() && (unknown || (failed && !m_isDismissed)));
    m_outcome->setTone(unknown ? Tone::Interrupted : Tone::Failed);
    m_outcome->setText(
        unknown                 ? unknownSentence(note ? note->error : std::nullopt)
        : failed && note->error ? describe(*note->error)
        : failed                ? saveSentence(*note)
                                : QString());
    m_settle->setVisible(unknown);
    m_settle->setEnabled(unknown && m_session->isOnline() && !m_session->saving().isSettling());
    for (QAction *action : {m_wasSaved, m_wasNotSaved}) {
        action->setVisible(unknown);
        action->setEnabled(unknown && !m_session->saving().isSettling());
    }
    m_dismiss->setVisible(!unknown);
}

void EditBar::updateOffer()
{
    const RestoreOffer *offer = m_session->offers().first();
    m_offer->setVisible(offer != nullptr);
    if (!offer) {
        m_look->setChecked(false);
        return;
    }
    const QString refusal = m_session->refusal();
    const bool hasRows = !offer->edits.rows.empty();
    m_offer->setText(
        offerSentence(*offer, m_session->offers().count()) + (refusal.isEmpty() ? QString() : u'\n' + refusal));
    m_restore->setVisible(hasRows);
    m_look->setVisible(hasRows);
    m_restore->setEnabled(hasRows && refusal.isEmpty() && !m_session->offers().isBusy());
    m_dropOffer->setEnabled(m_session->isReady() && !m_session->offers().isBusy() && !m_session->saving().isSaving());
    m_dropOffer->setText(hasRows ? tr("Discard") : tr("Dismiss"));
}

void EditBar::updateWarnings()
{
    const QStringList &lost = m_session->staged().lostEdits();
    m_lost->setVisible(!lost.isEmpty());
    m_lost->setText(lostSentence(lost));
    m_journal->setVisible(m_session->staged().journalError().has_value());
    m_journal->setText(m_session->staged().journalError() ? describe(*m_session->staged().journalError()) : QString());
}

QString EditBar::offerText() const { return m_offer->isHidden() ? QString() : m_offer->text(); }
QString EditBar::outcomeText() const { return m_outcome->isHidden() ? QString() : m_outcome->text(); }
QString EditBar::lostText() const { return m_lost->isHidden() ? QString() : m_lost->text(); }

} // namespace howdah::ui
