// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// How the connect dialog is put together.
#include "common/icons.h"
#include "common/density.h"
#include "common/settings.h"
#include "common/tooltips.h"
#include "common/widgets.h"
#include "connect/dialog/connectdialog.h"
#include "connect/dialog/profileexportdialog.h"
#include "connect/dialog/profileimportdialog.h"
#include "connect/dialog/profilekeeper.h"
#include "connect/dialog/profilelist.h"

#include <QAction>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using connection::Profile;

namespace {

constexpr QSize usualSize{1000, 680};
constexpr int listWidth = 300;

QToolButton *toolButton(QAction *action)
{
    auto *tool = new QToolButton;
    tool->setDefaultAction(action);
    tool->setIconSize({space::iconSmall, space::iconSmall});
    tool->setFocusPolicy(Qt::TabFocus);
    tool->setAccessibleName(action->text());
    return tool;
}

} // namespace

ConnectDialog::ConnectDialog(ConnectionController &controller, QWidget *parent)
    : DialogFrame({.title = tr("Connect"), .heading = tr("Connect to a database"), .text = {}}, parent)
    , m_controller(controller)
    , m_profiles(new ProfileList)
    , m_keeper(new ProfileKeeper(this))
    , m_editor(new ProfileEditor)
    , m_uri(new QLineEdit)
    , m_verdict(mutedLabel())
    , m_recent(new QListWidget)
    , m_undo(new Banner(Tone::Neutral))
    , m_undoButton(button(tr("Undo")))
{
    setMinimumSize(760, 480);
    resize(usualSize);
    auto *both = new QHBoxLayout;
    both->setSpacing(space::group);
    both->addWidget(buildProfiles());
    both->addWidget(separator(Qt::Vertical));
    both->addWidget(buildTarget(), 1);
    content()->addLayout(both, 1);
    m_undo->addWidget(m_undoButton);
    m_undo->hide();
    content()->addWidget(m_undo);
    m_verdict->setWordWrap(true);
    m_verdict->setMinimumHeight(2 * fontMetrics().lineSpacing() + 2); // a sentence and what to do
    m_verdict->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    m_verdict->setTextInteractionFlags(Qt::TextSelectableByMouse);
    content()->addWidget(m_verdict);
    buildButtons();
    connectKeeper();
    connect(m_profiles, &ProfileList::chosen, this, &ConnectDialog::setProfile);
    connect(m_profiles, &ProfileList::activated, this, [this](const Profile &profile) { connectTo(profile); });
    connect(m_profiles, &ProfileList::loaded, this, &ConnectDialog::followList);
    connect(m_uri, &QLineEdit::textChanged, this, [this] { takeUri(); });
    connect(m_editor, &ProfileEditor::edited, this, &ConnectDialog::takeFields);
    connect(&m_controller, &ConnectionController::stateChanged, this, &ConnectDialog::followConnection);
    connect(
        &m_controller, &ConnectionController::goingFailed, this,
        [this](const Destination &, Environment, const Error &error) {
            if (m_isGoing)
                refused(error);
        });
    for (const auto progress : {&ConnectionController::progressChanged, &ConnectionController::goingProgressed})
        connect(&m_controller, progress, this, [this](const QString &text) {
            if (m_isGoing)
                notify(text);
        });
    connect(m_undoButton, &QPushButton::clicked, this, [this] {
        m_undo->hide();
        if (const auto undo = std::exchange(m_undoIt, {}))
            undo();
    });
    m_uri->setFocus();
    judge();
}

QAction *ConnectDialog::listAction(const QString &text, const QString &iconName, const QKeySequence &keys)
{
    auto *action = new QAction(icon(iconName), text, this);
    action->setShortcut(keys);
    const QString shown = keys.toString(QKeySequence::NativeText);
    action->setToolTip(shown.isEmpty() ? text : tr("%1 (%2)").arg(text, shown));
    m_profiles->addListAction(action);
    return action;
}

QWidget *ConnectDialog::buildProfiles()
{
    auto *box = new QWidget;
    box->setFixedWidth(listWidth);
    auto *column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::inside);
    column->addWidget(buildProfileTools());
    m_profiles->setUsed(m_controller.recent().usedProfiles());
    column->addWidget(m_profiles, 1);
    column->addWidget(buildRecent());
    return box;
}

QWidget *ConnectDialog::buildProfileTools()
{
    auto *box = new QWidget;
    auto *row = new QHBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::tight);
    QLabel *caption = plainLabel(tr("P&rofiles"));
    caption->setBuddy(m_profiles->findChild<QListWidget *>());
    row->addWidget(caption, 1);
    QAction *create = listAction(tr("New connection"), u"list-add"_s, QKeySequence::New);
    m_duplicate = listAction(tr("Duplicate"), u"edit-copy"_s, Qt::CTRL | Qt::Key_D);
    m_remove = listAction(tr("Delete"), u"edit-delete"_s, QKeySequence::Delete);
    QAction *import = listAction(tr("Import profiles…"), u"document-import"_s, {});
    QAction *exporting = listAction(tr("Export profiles…"), u"document-export"_s, {});
    for (QAction *action : {create, m_duplicate, m_remove, import, exporting})
        row->addWidget(toolButton(action));
    create->setShortcutContext(Qt::WindowShortcut);
    addAction(create);
    connect(create, &QAction::triggered, this, [this] { beginNew(Beginning::AsLeft); });
    connect(m_duplicate, &QAction::triggered, this, [this] {
        if (m_chosen)
            m_keeper->duplicate(m_editor->problems().empty() ? m_editor->profile() : *m_chosen);
    });
    connect(m_remove, &QAction::triggered, this, [this] {
        if (m_chosen)
            m_keeper->remove(*m_chosen);
    });
    connect(import, &QAction::triggered, this, &ConnectDialog::openImport);
    connect(exporting, &QAction::triggered, this, &ConnectDialog::openExport);
    return box;
}

QWidget *ConnectDialog::buildTarget()
{
    auto *box = new QWidget;
    auto *column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::tight);
    m_uri->setFont(fixedFont());
    m_uri->setPlaceholderText(u"postgresql://user@host:5432/database"_s);
    m_uri->setAccessibleName(tr("URI or connection string"));
    addClearButton(m_uri);
    QLabel *caption = plainLabel(tr("&URI or connection string"));
    caption->setBuddy(m_uri);
    column->addWidget(caption);
    column->addWidget(m_uri);
    column->addSpacing(space::inside);
    column->addWidget(m_editor, 1);
    return box;
}

QWidget *ConnectDialog::buildRecent()
{
    auto *box = new QWidget;
    auto *column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::tight);
    column->addWidget(plainLabel(tr("Recent, no profile")));
    m_recent->setAccessibleName(tr("Recent connections"));
    m_recent->setProperty("role", u"menu"_s);
    m_recent->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_recent->setTextElideMode(Qt::ElideMiddle);
    m_recent->setFixedHeight(4 * rowHeight() + 4);
    for (const RecentConnection &each : m_controller.recent().all()) {
        auto *item = new QListWidgetItem(icon(u"media-record", environmentTone(each.environment)), each.uri, m_recent);
        item->setData(Qt::UserRole, int(each.environment));
        item->setToolTip(plainToolTip(tr("%1\n%2").arg(each.uri, environmentName(each.environment))));
        item->setData(Qt::AccessibleTextRole, tr("%1, %2").arg(each.uri, environmentName(each.environment)));
        item->setSizeHint({0, rowHeight()});
    }
    const auto take = [this](const QListWidgetItem *item) {
        beginNew(Beginning::Empty);
        m_uri->setText(item->text());
        setEnvironment(Environment(item->data(Qt::UserRole).toInt()));
    };
    connect(m_recent, &QListWidget::itemClicked, this, take);
    // Return only fills in; it goes on to the default button, which connects.
    connect(m_recent, &QListWidget::itemActivated, this, take);
    connect(m_recent, &QListWidget::itemDoubleClicked, this, [this] { connectNow(); });
    column->addWidget(m_recent);
    box->setVisible(m_recent->count() > 0);
    return box;
}

void ConnectDialog::buildButtons()
{
    QPushButton *local = addAside(tr("Use the private server"));
    local->setToolTip(tr("Howdah's own PostgreSQL on this machine, accessible only to you"));
    m_discard = addOther(tr("Discard edits"));
    m_save = addOther(tr("Save as profile"));
    m_test = addOther(tr("Test"));
    addSafe(tr("Cancel"));
    m_connect = addAccept(tr("Connect"));
    m_save->setToolTip(tr("Save this connection as a profile, without its password"));
    m_discard->setToolTip(tr("Show the saved profile again"));
    m_test->setToolTip(tr("Test the connection: shows what responds, or why it fails"));
    m_connect->setDefault(true);
    connect(m_discard, &QPushButton::clicked, this, &ConnectDialog::discardEdits);
    connect(m_save, &QPushButton::clicked, this, &ConnectDialog::save);
    connect(m_test, &QPushButton::clicked, this, &ConnectDialog::testNow);
    connect(local, &QPushButton::clicked, this, [this] {
        m_controller.goToPrivateServer();
        accept();
    });
    connect(m_connect, &QPushButton::clicked, this, [this] { connectNow(); });
}

void ConnectDialog::connectKeeper()
{
    connect(m_keeper, &ProfileKeeper::busyChanged, this, [this] { setBusy(m_keeper->isBusy()); });
    connect(m_keeper, &ProfileKeeper::kept, this, &ConnectDialog::kept);
    connect(m_keeper, &ProfileKeeper::copied, this, [this](const Profile &copy) {
        m_drafts.remove(m_editor->base().id); // the edits are in the copy
        m_editor->setProfile(m_editor->base());
        setProfile(copy);
        showKept(copy.id, tr("\"%1\" was created as a copy, without the password").arg(copy.name));
    });
    connect(m_keeper, &ProfileKeeper::removed, this, [this](const Profile &gone) {
        m_drafts.remove(gone.id);
        m_chosen.reset();
        beginNew(Beginning::Empty);
        m_profiles->reload();
        notifyUndo(tr("\"%1\" was deleted").arg(gone.name), [this] { m_keeper->putBack(); });
    });
    connect(m_keeper, &ProfileKeeper::cameBack, this, [this](const Profile &back) {
        setProfile(back);
        showKept(back.id, tr("\"%1\" was restored, with its password").arg(back.name));
    });
    connect(m_keeper, &ProfileKeeper::failed, this, [this](const Error &error) {
        notify(describe(error), true);
        m_profiles->reload();
        Q_EMIT saved(false);
    });
}

void ConnectDialog::notifyUndo(const QString &words, std::function<void()> undo)
{
    m_undo->setText(words);
    m_undoIt = std::move(undo);
    m_undo->show();
    m_undoButton->setFocus();
}

ProfileImportDialog *ConnectDialog::openImport()
{
    auto *dialog = new ProfileImportDialog(this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &ProfileImportDialog::imported, this, [this](const QStringList &ids, const QString &words) {
        showKept(ids.value(0), words);
    });
    dialog->open();
    return dialog;
}

ProfileExportDialog *ConnectDialog::openExport()
{
    auto *dialog = new ProfileExportDialog(m_chosen ? m_chosen->id : QString(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &ProfileExportDialog::exported, this, [this](const QString &file) {
        notify(tr("The profiles were exported to %1, without their passwords").arg(file));
    });
    dialog->open();
    return dialog;
}

} // namespace howdah::ui
