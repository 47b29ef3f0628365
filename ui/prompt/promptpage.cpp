// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/promptpage.h"

#include "base/paths.h"
#include "common/settings.h"
#include "common/statestack.h"
#include "common/widgets.h"
#include "prompt/edit/prompttext.h"

#include <QAction>
#include <QClipboard>
#include <QDir>
#include <QFile>
#include <QFileDialog>
#include <QGuiApplication>
#include <QLineEdit>
#include <QMenu>
#include <QSplitter>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using prompt::StoredPrompt;

// ---- building

PromptPage::Opened::Opened(const PromptParts &parts)
    : drafts(parts)
    , editing(parts, &drafts)
    , figures(parts)
    , comparison(parts)
    , file(parts)
    , activation(parts)
    , release(parts)
    , run(parts)
    , datasets(parts)
{
}

PromptPage::PromptPage(const PageServices &services, QWidget *parent)
    : ConnectedPage(ownFace(), services.connection, parent)
    , m_context(services, this)
    , m_source(&m_context)
    , m_journal(DraftJournal::usualFolder(), this)
    , m_actions(this)
    , m_list(new PromptListPane(&m_context))
    , m_detail(new PromptDetail({m_actions.rollBack, m_actions.activate}))
    , m_parts{&m_context, &m_source, &m_journal, m_list, m_detail}
    , m_keys(m_parts)
    , m_plan(m_parts)
    , m_export(m_parts)
{
    m_state = new StateStack(buildContent());
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(buildHead());
    column->addWidget(separator(Qt::Horizontal));
    column->addWidget(m_state, 1);
    open({});
    connectActions();
    connectParts();
    updateHead();
    updateActions();
}

PromptPage::~PromptPage() = default;

PageFace PromptPage::ownFace() { return {u"prompts"_s, tr("Prompts"), u"edit-comment"_s}; }

QWidget *PromptPage::buildHead()
{
    auto *head = new QWidget;
    auto *column = new QVBoxLayout(head);
    column->setContentsMargins(space::group, space::inside + space::tight, space::group, space::inside + space::tight);
    column->setSpacing(space::inside);
    auto *row = new QHBoxLayout;
    row->setSpacing(space::inside);
    row->addWidget(headingLabel(face().title));
    m_counts = mutedLabel();
    m_counts->setObjectName(u"counts"_s);
    row->addSpacing(space::inside);
    row->addWidget(m_counts);
    row->addStretch(1);
    row->addWidget(m_list->searchField());
    QPushButton *more = button(tr("More"));
    more->setObjectName(u"more"_s);
    more->setToolTip(tr("More prompt actions"));
    auto *menu = new QMenu(more);
    menu->addActions(
        {m_actions.savePatch, m_actions.saveMinor, m_actions.saveMajor, m_actions.discard, m_actions.bringBack,
         m_actions.fromFile, m_actions.copy});
    menu->addSeparator();
    menu->addAction(m_actions.release);
    menu->addSeparator();
    menu->addActions({m_actions.datasets, m_actions.seeds, m_actions.importing, m_actions.exporting});
    menu->addSeparator();
    menu->addActions({m_actions.keys, m_actions.mapping, m_actions.migrations});
    more->setMenu(menu);
    row->addWidget(buttonFor(m_actions.keys, ButtonRole::Plain, head));
    row->addWidget(more);
    row->addWidget(buttonFor(m_actions.save, ButtonRole::Primary, head));
    column->addLayout(row);
    const auto banner = [column](Tone tone, const QString &name) {
        auto *made = new Banner(tone);
        made->setObjectName(name);
        made->hide();
        column->addWidget(made);
        return made;
    };
    m_keyBanner = banner(Tone::Baseline, u"keyBanner"_s);
    m_keyBanner->addWidget(buttonFor(m_actions.keys, ButtonRole::Plain, m_keyBanner));
    m_draftBanner = banner(Tone::Edited, u"draftBanner"_s);
    m_news = banner(Tone::Applied, u"news"_s);
    QPushButton *back = buttonFor(m_actions.bringBack, ButtonRole::Plain, m_news);
    back->setObjectName(u"bringBack"_s);
    m_news->addWidget(back);
    QPushButton *close = button(tr("Close"));
    connect(close, &QPushButton::clicked, m_news, &QWidget::hide);
    m_news->addWidget(close);
    return head;
}

QWidget *PromptPage::buildContent()
{
    m_columns = new QSplitter(Qt::Horizontal);
    m_columns->setChildrenCollapsible(false);
    m_columns->addWidget(m_list);
    m_columns->addWidget(m_detail);
    m_columns->setStretchFactor(0, 0);
    m_columns->setStretchFactor(1, 1);
    m_columns->setSizes({330, 900});
    // One width from the start: by what it shows at the moment it would push the list aside while it loads.
    constexpr int LeastDetail = 560;
    m_detail->setMinimumWidth(LeastDetail);
    return m_columns;
}

void PromptPage::connectActions()
{
    const auto on = [this](QAction *action, auto what) { connect(action, &QAction::triggered, this, what); };
    on(m_actions.save, [this] {
        if (m_actions.save->isEnabled())
            m_opened->editing.save();
    });
    on(m_actions.savePatch, [this] { m_opened->editing.saveVersion(prompt::Bump::Patch); });
    on(m_actions.saveMinor, [this] { m_opened->editing.saveVersion(prompt::Bump::Minor); });
    on(m_actions.saveMajor, [this] { m_opened->editing.saveVersion(prompt::Bump::Major); });
    on(m_actions.discard, [this] { m_opened->editing.discard(); });
    on(m_actions.bringBack, [this] { m_opened->editing.bringBack(); });
    on(m_actions.activate, [this] { m_opened->activation.activateSelected(); });
    on(m_actions.rollBack, [this] { m_opened->activation.rollBack(); });
    on(m_actions.release, [this] { m_opened->release.open(); });
    on(m_actions.keys, [this] { m_keys.open(); });
    on(m_actions.seeds, [this] { m_plan.chooseFolder(); });
    on(m_actions.importing, [this] { m_plan.chooseFile(); });
    on(m_actions.exporting, [this] { m_export.open(); });
    on(m_actions.datasets, [this] { m_opened->datasets.open(); });
    on(m_actions.fromFile, [this] { m_opened->file.choose(); });
    on(m_actions.copy, [this] { copySystem(); });
    on(m_actions.run, [this] {
        m_detail->setTab(PromptDetail::Tab::Text);
        m_opened->run.run();
    });
    on(m_actions.mapping, [this] { chooseMapping(); });
    on(m_actions.migrations, [this] { Q_EMIT placeWanted(u"migrations"_s, u"pack:deepref"_s); });
    on(m_actions.demo, [this] { openDemo(); });
    for (int i = 0; i < int(m_actions.tabs.size()); ++i)
        on(m_actions.tabs[i], [this, i] { m_detail->setTab(PromptDetail::Tab(i)); });
}

void PromptPage::connectParts()
{
    ConnectionController *connection = &m_context.connection();
    followConnection(m_state);
    connect(connection, &ConnectionController::settingsChanged, this, [this] {
        if (m_context.jobs().hasSession())
            reload(); // drafts stay
    });
    // It comes with each second of the time, too.
    connect(&connection->productionLock(), &ProductionLock::changed, this, [this, before = true]() mutable {
        const bool locked = m_context.connection().guard().isLocked();
        if (locked != before)
            updateActions();
        before = locked;
    });
    connect(&m_context.keys(), &KeyBox::changed, this, [this] {
        updateHead();
        if (m_context.keys().state() != KeyBox::State::Loading)
            reload();
    });
    connect(&m_context, &PromptContext::reported, this, &PromptPage::report);
    connect(&m_context, &PromptContext::dialogOpened, this, &PromptPage::dialogOpened);
    connect(&m_context, &PromptContext::writingChanged, this, &PromptPage::updateActions);
    connect(&m_context, &PromptContext::reloadWanted, this, &PromptPage::reload);
    connect(&m_source, &PromptSource::readingBegun, this, [this] {
        if (!m_source.overview())
            m_state->showLoading(tr("Reading the prompts"), [this] { m_context.jobs().cancel(); });
    });
    connect(&m_source, &PromptSource::loaded, this, &PromptPage::showLoaded);
    connect(&m_source, &PromptSource::failed, this, &PromptPage::showFailed);
    connect(&m_source, &PromptSource::assessed, this, [this] {
        m_list->setAssessment(m_source.assessment());
        m_detail->setAssessment(m_source.assessment());
    });
    connect(&m_journal, &DraftJournal::problemChanged, this, [this] {
        m_draftBanner->setText(m_journal.problem());
        m_draftBanner->setVisible(!m_journal.problem().isEmpty());
    });
    connect(m_list, &PromptListPane::selectionChanged, this, &PromptPage::showSelected);
    connect(m_detail->run(), &PromptRunPanel::setupWanted, this, [this] {
        Q_EMIT placeWanted(u"settings"_s, u"endpoints"_s);
    });
    connect(m_list, &PromptListPane::menuWanted, this, [this](const QPoint &at) {
        auto *menu = new QMenu(this);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        menu->addActions(
            {m_actions.activate, m_actions.rollBack, m_actions.release, m_actions.savePatch, m_actions.saveMinor,
             m_actions.saveMajor, m_actions.discard, m_actions.copy, m_actions.exporting});
        menu->popup(at);
    });
}

// ---- what the shell asks for

void PromptPage::activate()
{
    const bool first = !m_awake;
    m_awake = true;
    if (first)
        connectionChanged();
    else if (m_source.overview() && isIdle())
        reload(); // others may have written
    m_opened->run.readEndpoints();
    m_list->setFocus();
}

void PromptPage::refresh()
{
    if (!m_context.connection().isConnected())
        m_context.connection().reconnect();
    else if (m_context.jobs().hasSession())
        reload();
    else
        connected();
}

void PromptPage::cancelWork()
{
    if (m_opened->run.isRunning())
        m_opened->run.cancel();
    else if (!m_list->clearSearch())
        m_context.jobs().cancel();
}

void PromptPage::focusSearch()
{
    m_list->searchField()->setFocus();
    m_list->searchField()->selectAll();
}

bool PromptPage::isIdle() const
{
    return !m_source.isReading() && !m_context.isWriting() && !m_context.keys().isBusy();
}

QJsonObject PromptPage::saveState() const
{
    const KeyBox &keys = m_context.keys();
    // Another window may have added some.
    QJsonObject places = m_keyPlaces;
    const Settings *settings = m_context.services().settings;
    const QJsonObject kept = settings ? settings->pageState(key()).value(u"keys"_s).toObject() : QJsonObject();
    for (auto other = kept.begin(); other != kept.end(); ++other) {
        if (other.key() != m_source.label() && !places.contains(other.key()))
            places.insert(other.key(), other.value());
    }
    if (!m_source.label().isEmpty() && keys.place() == KeyBox::Place::File)
        places.insert(m_source.label(), keys.saveState());
    else if (keys.place() == KeyBox::Place::Keychain)
        places.remove(m_source.label());
    return {
        {u"columns"_s, QString::fromLatin1(m_columns->saveState().toBase64())},
        {u"tab"_s, int(m_detail->tab())},
        {u"selected"_s, m_list->selectedId()},
        {u"folders"_s, m_plan.saveState()},
        {u"mapping"_s, m_source.mappingFile()},
        {u"keys"_s, places}};
}

void PromptPage::restoreState(const QJsonObject &state)
{
    m_columns->restoreState(QByteArray::fromBase64(state[u"columns"_s].toString().toLatin1()));
    m_detail->setTab(PromptDetail::Tab(qBound(0, state[u"tab"_s].toInt(), PromptDetail::TabCount - 1)));
    m_toSelect = state[u"selected"_s].toString();
    m_plan.restoreState(state[u"folders"_s].toObject());
    m_keyPlaces = state[u"keys"_s].toObject();
    if (const QString mapping = state[u"mapping"_s].toString(); !mapping.isEmpty())
        m_source.useMapping(mapping);
}

// ---- the connection

// With what was open of the database before ends everything that was asked for it.
void PromptPage::open(const QString &label)
{
    m_opened.reset();
    m_source.begin(label);
    m_list->setOverview(nullptr);
    m_opened = std::make_unique<Opened>(m_parts);
    connect(&m_opened->drafts, &PromptDrafts::changed, this, [this] {
        m_list->setEdited(m_opened->drafts.ids());
        updateActions();
    });
    connect(&m_opened->editing, &PromptEditing::saved, this, &PromptPage::saved);
    connect(&m_opened->editing, &PromptEditing::discarded, this, [this] {
        m_news->findChild<QWidget *>(u"bringBack"_s)->setVisible(true);
    });
    connect(&m_opened->figures, &PromptFigures::rowsWanted, this, &PromptPage::rowsWanted);
    if (m_awake)
        m_opened->run.readEndpoints();
}

void PromptPage::connectionChanged()
{
    if (!m_awake)
        return;
    ConnectedPage::connectionChanged();
    updateActions();
}

void PromptPage::elsewhere() { report(Tone::Applied, {}); }

void PromptPage::connected()
{
    const auto taken = m_context.connection().takeSession(connection::SessionRole::Reader, u"prompts"_s);
    m_context.jobs().setSession(taken ? *taken : nullptr);
    m_source.stop();
    m_state->setStale({});
    if (const QString label = m_context.connection().label(); label != m_source.label())
        open(label);
    if (!taken) {
        m_state->showFailed(taken.error(), [this] { refresh(); });
        return;
    }
    chooseKeys();
}

void PromptPage::chooseKeys()
{
    // The demo brings a key of its own, beside its server.
    const QString demo = QDir(dataFolder()).filePath(u"demo-prompt-keys"_s);
    const QJsonObject place = m_keyPlaces.value(m_source.label()).toObject();
    KeyBox &keys = m_context.keys();
    const KeyBox::State before = keys.state();
    if (place[u"place"_s].toString() == "file"_L1)
        keys.use(KeyBox::Place::File, place[u"file"_s].toString());
    else if (place.isEmpty() && m_context.connection().destination().isPrivateServer() && QFile::exists(demo))
        keys.use(KeyBox::Place::File, demo);
    else if (keys.place() != KeyBox::Place::Session)
        keys.use(KeyBox::Place::Keychain);
    // Without a change of the keys nobody else begins to read; a keychain that waits to be unlocked holds up nothing.
    if (keys.state() == before || keys.state() == KeyBox::State::Loading)
        reload();
}

void PromptPage::connectionGone()
{
    m_context.jobs().setSession(nullptr);
    m_source.stop();
}

bool PromptPage::keepsContent() const
{
    return m_context.connection().state() != ConnectionController::State::Disconnected && m_source.overview();
}

EmptyState PromptPage::withoutConnection() const
{
    return {u"network-disconnect"_s, tr("No connection"), tr("Connect to a database to see its prompts."), {}};
}

// ---- what is loaded

void PromptPage::reload(const QString &select)
{
    if (!select.isEmpty())
        m_toSelect = select;
    m_source.read();
}

void PromptPage::showLoaded()
{
    const PromptSource::Overview overview = m_source.overview();
    PromptDrafts &drafts = m_opened->drafts;
    drafts.keep();
    const bool restores = !drafts.wereRestored() && m_context.keys().state() != KeyBox::State::Loading;
    const QString wanted = m_toSelect.isEmpty() ? m_list->selectedId() : m_toSelect;
    m_toSelect.clear();
    drafts.rebase(); // before what is selected is shown
    if (!overview->modelsProblem.isEmpty())
        report(Tone::Failed, overview->modelsProblem);
    m_list->setOverview(overview);
    m_state->setStale({});
    if (overview->prompts.empty())
        m_state->showEmpty(
            {u"edit-comment"_s,
             tr("No prompts yet"),
             tr("The table %1 is empty. Fill it from a folder of .prompt files, or from an export of another tool.")
                 .arg(prompt::qualifiedName(overview->table)),
             {m_actions.seeds, m_actions.importing}});
    else
        m_state->showContent();
    m_list->selectOr(wanted);
    updateHead();
    m_opened->comparison.updateSources();
    updateActions();
    if (restores)
        drafts.restore();
    m_list->setEdited(drafts.ids());
}

void PromptPage::showFailed(const Error &error)
{
    if (error.kind == ErrorKind::NotFound) {
        showMissing(error);
    } else if (!m_source.overview()) {
        m_state->showFailed(error, [this] { refresh(); });
    } else if (error.kind != ErrorKind::Cancelled) {
        m_state->showContent();
        m_state->setStale(
            tr("Reading failed, the data shown is out of date: %1").arg(error.message), [this] { refresh(); });
    }
    updateActions();
}

void PromptPage::showMissing(const Error &error)
{
    m_source.forget();
    m_list->setOverview(nullptr);
    const ConnectionController &connection = m_context.connection();
    QList<QAction *> actions;
    if (connection.destination().isPrivateServer() && connection.facts().database != "deepref"_L1)
        actions << m_actions.demo;
    actions << m_actions.migrations << m_actions.mapping;
    QString text = tr("The table ai_prompts is missing in %1: no table here has the columns of prompts.")
                       .arg(connection.facts().database);
    if (!error.hint.isEmpty())
        text += u' ' + error.hint;
    m_state->showEmpty({u"edit-comment"_s, tr("No prompt table"), text, actions});
    updateHead();
}

void PromptPage::showSelected()
{
    m_opened->drafts.keep();
    const StoredPrompt *stored = m_parts.selected();
    if (!stored) {
        updateActions();
        return; // an agent: what was shown last stays
    }
    m_detail->setRefusal(m_source.refusal());
    m_detail->setAssessment(m_source.assessment());
    m_detail->show(m_source.overview(), *stored, m_opened->drafts.wanted(*stored));
    m_opened->figures.begin(*stored);
    m_opened->comparison.updateSources();
    m_opened->figures.read();
    m_opened->run.showSelected();
    updateActions();
}

// ---- head and actions

void PromptPage::report(Tone tone, const QString &text)
{
    m_news->findChild<QWidget *>(u"bringBack"_s)->setVisible(false);
    m_news->setTone(tone);
    m_news->setText(text);
    m_news->setVisible(!text.isEmpty());
}

void PromptPage::updateHead()
{
    m_counts->clear();
    const PromptSource::Overview &overview = m_source.overview();
    if (overview) {
        QSet<QString> agents;
        for (const StoredPrompt &one : overview->prompts)
            agents.insert(one.prompt.name);
        m_counts->setText(
            tr("%n prompts", nullptr, int(agents.size())) + u" · "_s
            + tr("%n versions", nullptr, int(overview->prompts.size())));
    }
    using prompt::CellState;
    const KeyBox &keys = m_context.keys();
    const qsizetype locked = overview ? overview->count(CellState::Locked) : 0;
    const qsizetype wrong = overview ? overview->count(CellState::WrongKey) : 0;
    const qsizetype damaged = overview ? overview->count(CellState::Damaged) : 0;
    QStringList parts;
    if (locked > 0) {
        parts << tr("%n texts cannot be decrypted: their keys are missing.", nullptr, int(locked));
        if (keys.state() == KeyBox::State::NoKeychain)
            parts << tr("No keychain is available on this system: choose a key file, or type the key. Nothing is "
                        "decrypted or stored any other way.");
        else if (keys.state() == KeyBox::State::Locked || keys.state() == KeyBox::State::Failed)
            parts << keys.error().message + u'.';
    }
    if (wrong > 0)
        parts << tr("%n texts need a different key than the available one.", nullptr, int(wrong));
    if (damaged > 0)
        parts << tr("%n texts are damaged.", nullptr, int(damaged));
    m_keyBanner->setTone(wrong + damaged > 0 ? Tone::Failed : Tone::Baseline);
    m_keyBanner->setText(parts.join(u' '));
    m_keyBanner->setVisible(!parts.isEmpty());
}

void PromptPage::updateActions()
{
    const StoredPrompt *stored = m_parts.selected();
    const bool readable = stored && isReadable(stored->state);
    const bool edited = stored && m_opened->drafts.has(stored->id);
    const QString refusal = m_source.refusal();
    m_actions.update(
        {.isSelected = stored != nullptr,
         .isActive = stored && stored->prompt.active.value_or(false),
         .isReadable = readable,
         .isEdited = edited,
         .isLoaded = m_source.overview() != nullptr,
         .hasPrompts = m_source.overview() && !m_source.overview()->prompts.empty(),
         .isWriting = m_context.isWriting(),
         .hasDiscarded = m_opened->editing.hasDiscarded(),
         .mayAskForKeys = m_awake,
         .isPrivateServer = m_context.connection().destination().isPrivateServer(),
         .refusal = refusal,
         .locked = stored && !readable ? stateSentence(*stored) : QString(),
         .problem = edited ? m_detail->problem() : QString(),
         .nextVersion = edited ? m_opened->editing.nextVersion() : QString()});
    m_detail->setRefusal(refusal);
}

// ---- done at once

void PromptPage::copySystem()
{
    if (const StoredPrompt *stored = m_parts.selected(); stored && isReadable(stored->state))
        QGuiApplication::clipboard()->setMimeData(secretMimeData(m_detail->system()->prompt()));
}

void PromptPage::chooseMapping()
{
    auto *dialog = new QFileDialog(this, tr("Mapping file"), {}, tr("YAML (*.yaml *.yml);;All files (*)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, &m_source, &PromptSource::useMapping);
    dialog->open();
}

void PromptPage::openDemo() { m_context.connection().goToPrivateServer(u"deepref"_s); }

void PromptPage::reportDemoProblem(const Error &error)
{
    report(
        Tone::Failed, tr("The prompt demo could not be prepared: %1").arg(describe(error)) + u' '
                          + tr("The next start with --demo will try again."));
}

} // namespace howdah::ui
