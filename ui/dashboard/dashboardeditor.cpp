// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dashboard/dashboardeditor.h"

#include "common/icons.h"
#include "common/statestack.h"
#include "common/widgets.h"
#include "connect/connectioncontroller.h"

#include <QAction>
#include <QFileInfo>
#include <QListWidget>
#include <QSplitter>
#include <QVBoxLayout>
#include <QtConcurrentRun>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using metrics::DashboardReading;

constexpr int PauseMs = 350;
constexpr int MovedMs = 200;
constexpr QLatin1StringView PreviewKey("preview");

DashboardEditor::DashboardEditor(ConnectionController *connection, QThreadPool *files, QWidget *parent)
    : QWidget(parent)
    , m_runner(connection)
    , m_files(files)
{
    buildActions();
    m_text = new YamlView;
    m_banner = new Banner(Tone::Edited);
    m_banner->setObjectName(u"editorBanner"_s);
    m_banner->hide();
    m_split = new QSplitter(Qt::Horizontal);
    m_split->setChildrenCollapsible(false);
    m_split->addWidget(m_text);
    m_split->addWidget(buildRight());
    m_split->setSizes({600, 500});
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(buildHead());
    column->addWidget(m_banner);
    column->addWidget(m_split, 1);
    m_pause.setSingleShot(true);
    m_pause.setInterval(PauseMs);
    m_moved.setSingleShot(true);
    m_moved.setInterval(MovedMs);
    connect(&m_pause, &QTimer::timeout, this, [this] {
        keepDraft();
        check();
    });
    connect(&m_moved, &QTimer::timeout, this, &DashboardEditor::showPreview);
    connect(m_text, &QsciScintilla::textChanged, this, [this] {
        m_isChecked = false;
        m_pause.start();
        updateState();
    });
    connect(m_text, &QsciScintilla::cursorPositionChanged, this, [this] { m_moved.start(); });
    connect(
        &m_runner, &PanelRunner::answered, this, [this](const QString &, std::shared_ptr<const PanelAnswer> answer) {
            if (m_card && m_card->id() == answer->question.panel)
                m_card->setAnswer(answer);
            Q_EMIT checked();
        });
    connect(&m_runner, &PanelRunner::connectionLost, this, [this] {
        if (m_card)
            m_card->setIdle();
    });
}

DashboardEditor::~DashboardEditor() { keepDraft(); }

void DashboardEditor::buildActions()
{
    const auto make = [this](const QString &text, const QString &iconName, const QKeySequence &keys) {
        auto *action = new QAction(iconName.isEmpty() ? QIcon() : icon(iconName), text, this);
        action->setShortcut(keys);
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        addAction(action);
        return action;
    };
    m_save = make(tr("Save"), u"document-save"_s, QKeySequence::Save);
    m_revert = make(tr("Revert"), u"edit-undo"_s, {});
    m_revert->setToolTip(tr("Revert everything to the file; Ctrl+Z brings it back"));
    m_close = make(tr("Close the editor"), u"window-close"_s, Qt::CTRL | Qt::Key_W);
    m_overwrite = make(tr("Overwrite"), {}, {});
    m_takeTheirs = make(tr("Use theirs"), {}, {});
    connect(m_save, &QAction::triggered, this, [this] { save(m_base); });
    connect(m_overwrite, &QAction::triggered, this, [this] { save(std::nullopt); });
    connect(m_takeTheirs, &QAction::triggered, this, &DashboardEditor::revert);
    connect(m_revert, &QAction::triggered, this, &DashboardEditor::revert);
    connect(m_close, &QAction::triggered, this, &DashboardEditor::closed);
}

QWidget *DashboardEditor::buildHead()
{
    auto *head = new QWidget;
    auto *row = new QHBoxLayout(head);
    row->setContentsMargins(space::group, space::inside, space::group, space::inside);
    row->setSpacing(space::inside);
    m_name = new ElidedLabel;
    m_name->setFont(headingFont(2));
    row->addWidget(m_name, 1);
    row->addWidget(buttonFor(m_revert, ButtonRole::Plain, head));
    row->addWidget(buttonFor(m_close, ButtonRole::Plain, head));
    row->addWidget(buttonFor(m_save, ButtonRole::Primary, head));
    return head;
}

QWidget *DashboardEditor::buildRight()
{
    auto *right = new QWidget;
    right->setMinimumWidth(280);
    auto *column = new QVBoxLayout(right);
    column->setContentsMargins(space::inside, space::inside, space::inside, space::inside);
    column->setSpacing(space::inside);
    column->addWidget(headingLabel(tr("Problems"), 2), 0);
    m_problems = new QListWidget;
    m_problems->setObjectName(u"problems"_s);
    m_problems->setAccessibleName(tr("Problems in the text"));
    m_problems->setWordWrap(true);
    m_problems->setMaximumHeight(160);
    connect(m_problems, &QListWidget::itemActivated, this, [this](QListWidgetItem *item) {
        const int at = m_problems->row(item);
        if (at >= 0 && size_t(at) < m_found.size())
            m_text->goTo(m_found[size_t(at)]);
    });
    column->addWidget(m_problems);
    column->addWidget(headingLabel(tr("The panel at the cursor"), 2));
    // A widget rather than a layout: an empty layout takes no room, and the rest would spread over it.
    auto *place = new QWidget;
    m_previewPlace = new QVBoxLayout(place);
    m_previewPlace->setContentsMargins(0, 0, 0, 0);
    m_noPreview = mutedLabel(tr("It is shown here once the text has no problems."));
    m_noPreview->setWordWrap(true);
    m_noPreview->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    m_previewPlace->addWidget(m_noPreview);
    column->addWidget(place, 1);
    // The rest belongs to the preview, also while there is none.
    for (QLabel *heading : right->findChildren<QLabel *>(QString(), Qt::FindDirectChildrenOnly))
        heading->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    m_problems->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    return right;
}

// ---- the file

void DashboardEditor::open(const QString &path)
{
    if (m_path == path && m_isOpen)
        return;
    keepDraft();
    m_path = path;
    m_isOpen = false;
    m_isChecked = false;
    m_isConflict = false;
    m_banner->hide();
    m_name->setText(QFileInfo(path).fileName());
    const auto future = QtConcurrent::run(m_files, [path] { return readEdited(path); });
    m_openings.ask(this, future, [this](const Result<EditedDashboard> &file) {
        if (!file) {
            notify(Tone::Failed, file.error().message, {});
            return;
        }
        take(*file, file->draft.value_or(file->saved));
        m_ownsDraft = file->draft.has_value();
        if (file->draft)
            notify(Tone::Edited, tr("Restored text that was not saved last time."), {m_revert});
    });
}

void DashboardEditor::take(const EditedDashboard &file, const QByteArray &text)
{
    m_base = file.saved;
    m_isOpen = true;
    m_isConflict = false;
    setText(text);
    m_text->setFocus();
}

// As one step that can be undone.
void DashboardEditor::setText(const QByteArray &text)
{
    int line = 0;
    int index = 0;
    m_text->getCursorPosition(&line, &index);
    m_text->beginUndoAction();
    m_text->selectAll();
    m_text->replaceSelectedText(QString::fromUtf8(text));
    m_text->endUndoAction();
    m_text->setCursorPosition(std::min(line, std::max(0, m_text->lines() - 1)), 0);
    m_pause.stop();
    check();
    updateState();
}

QByteArray DashboardEditor::bytes() const { return m_text->text().toUtf8(); }

bool DashboardEditor::isModified() const { return m_isOpen && bytes() != m_base; }

void DashboardEditor::keepDraft()
{
    if (!m_isOpen || m_path.isEmpty())
        return;
    const QByteArray now = bytes();
    // A draft that is not from here is another window's.
    if (now == m_base && !std::exchange(m_ownsDraft, false))
        return;
    m_ownsDraft = now != m_base;
    m_files->start([path = m_path, now, isModified = now != m_base] {
        if (!isModified)
            removeDraft(path);
        else if (const auto kept = writeDraft(path, now); !kept)
            qWarning().noquote() << kept.error().message;
    });
}

void DashboardEditor::leave()
{
    keepDraft();
    m_isOpen = false; // the file is another's from now on
    m_pause.stop();
    m_moved.stop();
    m_openings.drop();
    m_checks.drop();
    m_runner.cancelAll();
    const auto go = [this] {
        if (m_runner.isIdle())
            deleteLater();
    };
    connect(&m_runner, &PanelRunner::openChanged, this, go);
    go();
}

void DashboardEditor::save(const std::optional<QByteArray> &base)
{
    if (!m_isOpen || m_isSaving)
        return;
    m_isSaving = true;
    updateState();
    const QByteArray text = bytes();
    const auto future =
        QtConcurrent::run(m_files, [path = m_path, text, base] { return saveEdited(path, text, base); });
    whenDone(this, future, [this, text, opened = m_openings.question()](const Result<void> &done) {
        m_isSaving = false;
        if (!opened.isWanted())
            return;
        if (done) {
            m_base = text;
            m_isConflict = false;
            m_banner->hide();
            Q_EMIT saved(m_path);
        } else if (done.error().kind == ErrorKind::Conflict) {
            m_isConflict = true;
            notify(Tone::Failed, done.error().message + u". "_s + done.error().hint, {m_overwrite, m_takeTheirs});
        } else {
            notify(Tone::Failed, done.error().message, {});
        }
        updateState();
    });
}

void DashboardEditor::revert()
{
    const auto future = QtConcurrent::run(m_files, [path = m_path] {
        removeDraft(path);
        return readEdited(path);
    });
    m_openings.alsoAsk(this, future, [this](const Result<EditedDashboard> &file) {
        m_banner->hide();
        if (file)
            take(*file, file->saved);
        else
            notify(Tone::Failed, file.error().message, {});
        updateState();
    });
}

void DashboardEditor::fileChanged()
{
    if (!m_isOpen || m_isSaving)
        return;
    const auto future = QtConcurrent::run(m_files, [path = m_path] { return readEdited(path); });
    m_openings.alsoAsk(this, future, [this](const Result<EditedDashboard> &file) {
        if (!file || file->saved == m_base || m_isSaving)
            return;
        if (!isModified()) {
            take(*file, file->saved);
            return;
        }
        m_isConflict = true;
        notify(
            Tone::Failed,
            file->isThere ? tr("%1 was changed on disk in the meantime").arg(QFileInfo(m_path).fileName())
                          : tr("%1 no longer exists").arg(QFileInfo(m_path).fileName()),
            file->isThere ? QList<QAction *>{m_overwrite, m_takeTheirs} : QList<QAction *>{m_overwrite});
    });
}

void DashboardEditor::notify(Tone tone, const QString &text, const QList<QAction *> &actions)
{
    qDeleteAll(m_bannerButtons);
    m_bannerButtons.clear();
    m_banner->setTone(tone);
    m_banner->setText(text);
    for (QAction *action : actions) {
        QPushButton *one = buttonFor(action, ButtonRole::Plain, m_banner);
        m_bannerButtons << one;
        m_banner->addWidget(one);
    }
    m_banner->show();
    Q_EMIT stateChanged();
}

void DashboardEditor::updateState()
{
    const bool modified = isModified();
    m_save->setEnabled(modified && !m_isSaving);
    m_revert->setEnabled(modified);
    m_overwrite->setEnabled(!m_isSaving);
    m_takeTheirs->setEnabled(!m_isSaving);
    const QString file = QFileInfo(m_path).fileName();
    m_name->setText(modified ? tr("%1 (not saved)").arg(file) : file);
    Q_EMIT stateChanged();
}

// ---- what the text says

void DashboardEditor::check()
{
    const auto future = QtConcurrent::run(m_files, [text = bytes(), path = m_path] {
        return Result<std::shared_ptr<const DashboardReading>>(
            std::make_shared<const DashboardReading>(metrics::readDashboard(text, path)));
    });
    m_checks.ask(this, future, [this](const Result<std::shared_ptr<const DashboardReading>> &reading) {
        if (reading)
            showReading(**reading);
    });
}

void DashboardEditor::showReading(const DashboardReading &reading)
{
    m_found = reading.problems;
    m_text->setProblems(m_found);
    m_problems->clear();
    for (const metrics::DefinitionProblem &problem : m_found) {
        QString words = problem.line > 0 ? tr("Line %1: %2").arg(problem.line).arg(problem.message) : problem.message;
        if (!problem.hint.isEmpty())
            words += u'\n' + problem.hint;
        new QListWidgetItem(icon(Tone::Failed), words, m_problems);
    }
    if (m_found.empty())
        new QListWidgetItem(icon(Tone::Applied), tr("No problems found."), m_problems);
    m_isChecked = true;
    if (reading.dashboard) {
        m_dashboard = std::make_shared<const metrics::DashboardDefinition>(*reading.dashboard);
        m_panel.clear(); // its query may be another one
        showPreview();
    } else if (m_card) {
        m_card->state()->setStale(tr("Shown as it was before the problems."));
    }
    Q_EMIT checked();
}

void DashboardEditor::setQuestion(const BoardQuestion &question)
{
    m_question = question;
    m_panel.clear();
    showPreview();
}

void DashboardEditor::showPreview()
{
    if (!m_dashboard || m_dashboard->panels.empty() || !m_question || !isVisible())
        return;
    const metrics::PanelDefinition *panel = &m_dashboard->panels.front();
    for (const metrics::PanelDefinition &one : m_dashboard->panels) {
        if (one.line <= m_text->cursorLine())
            panel = &one;
    }
    if (panel->id == m_panel)
        return;
    m_panel = panel->id;
    delete m_card;
    m_card = new PanelCard(m_dashboard, *panel, m_styles);
    connect(m_card, &PanelCard::askWanted, this, [this](bool evenIfDear) {
        if (!m_card || !m_question)
            return;
        PanelQuestion question{
            m_dashboard, m_card->id(), m_question->contextFor(m_card->definition()), m_question->filters, {}};
        question.limits.evenIfDear = evenIfDear;
        m_card->setLoading(PanelCard::Keep::Nothing);
        m_runner.ask(PreviewKey, question);
    });
    connect(m_card, &PanelCard::cancelWanted, this, [this] {
        m_runner.cancel(PreviewKey);
        m_card->setIdle();
    });
    m_noPreview->hide();
    m_previewPlace->addWidget(m_card);
    Q_EMIT m_card->askWanted(false);
}

} // namespace howdah::ui
