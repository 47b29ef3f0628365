// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "settings/serverpanel.h"

#include "base/enumtable.h"
#include "base/figures.h"
#include "base/whendone.h"
#include "common/prompter.h"
#include "common/settings.h"
#include "common/widgets.h"
#include "connect/connectioncontroller.h"

#include <QDir>
#include <QHBoxLayout>
#include <QVBoxLayout>
#include <QtConcurrentRun>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using connection::ServerState;

static constexpr std::array StateWords{
    EnumText{ServerState::NotInitialised, QT_TRANSLATE_NOOP("howdah::ui::ServerPanel", "Not created yet")},
    EnumText{ServerState::Stopped, QT_TRANSLATE_NOOP("howdah::ui::ServerPanel", "Stopped")},
    EnumText{ServerState::Starting, QT_TRANSLATE_NOOP("howdah::ui::ServerPanel", "Starting")},
    EnumText{ServerState::Running, QT_TRANSLATE_NOOP("howdah::ui::ServerPanel", "Running")},
    EnumText{ServerState::Stopping, QT_TRANSLATE_NOOP("howdah::ui::ServerPanel", "Stopping")},
    EnumText{ServerState::Stale, QT_TRANSLATE_NOOP("howdah::ui::ServerPanel", "Crashed; the next start recovers it")},
};
static_assert(isWholeTable(StateWords));

ServerPanel::ServerPanel(const PageServices &services, QWidget *parent)
    : QWidget(parent)
    , m_services(services)
    , m_state(plainLabel())
    , m_news(plainLabel())
    , m_start(button(tr("Start")))
    , m_stop(button(tr("Stop")))
    , m_delete(button(tr("Delete…"), ButtonRole::Danger))
{
    m_state->setObjectName(u"serverState"_s);
    m_state->setWordWrap(true);
    m_state->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_news->setObjectName(u"serverNews"_s);
    m_news->setWordWrap(true);
    m_news->hide();
    m_start->setObjectName(u"startServer"_s);
    m_stop->setObjectName(u"stopServer"_s);
    m_delete->setObjectName(u"deleteServer"_s);
    auto *row = new QHBoxLayout;
    row->setSpacing(space::inside);
    for (QPushButton *each : {m_start, m_stop, m_delete}) {
        each->setEnabled(false);
        row->addWidget(each);
    }
    row->addStretch(1);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, space::tight, 0, space::tight);
    column->setSpacing(space::inside);
    column->addWidget(m_state);
    column->addLayout(row);
    column->addWidget(m_news);
    connect(m_start, &QPushButton::clicked, this, [this] {
        run(tr("Starting the private server"), &operations::startPrivateServer, tr("It runs until it is stopped."));
    });
    connect(m_stop, &QPushButton::clicked, this, [this] {
        leaveIt();
        run(tr("Stopping the private server"), &operations::stopPrivateServer, tr("It was stopped."));
    });
    connect(m_delete, &QPushButton::clicked, this, &ServerPanel::askDelete);
    connect(m_services.connection, &ConnectionController::stateChanged, this, [this] {
        if (isVisible() && !m_busy)
            refresh();
    });
}

void ServerPanel::refresh()
{
    m_looks.ask(
        this, QtConcurrent::run(&operations::privateServer), [this](const auto &server) { showServer(server); });
}

void ServerPanel::showServer(const Result<operations::PrivateServer> &server)
{
    if (!server) {
        m_state->setText(describe(server.error()));
    } else {
        const connection::ServerStatus &status = server->status;
        QStringList lines{QCoreApplication::translate("howdah::ui::ServerPanel", textIn(StateWords, status.state))};
        if (status.state == ServerState::Running)
            lines << tr("PostgreSQL %1, %n connection(s)", nullptr, status.clients).arg(status.version);
        lines << tr("Folder: %1").arg(QDir::toNativeSeparators(status.folder));
        if (status.state != ServerState::NotInitialised)
            lines << tr("Size: %1").arg(sizeText(server->bytes));
        m_state->setText(lines.join(u'\n'));
    }
    const bool known = server.has_value() && !m_busy;
    const ServerState state = known ? server->status.state : ServerState::NotInitialised;
    m_start->setEnabled(known && state != ServerState::Running && state != ServerState::Starting);
    m_stop->setEnabled(known && (state == ServerState::Running || state == ServerState::Starting));
    m_delete->setEnabled(known && state != ServerState::NotInitialised);
    Q_EMIT shown();
}

// A window that works on it would start it again.
void ServerPanel::leaveIt()
{
    if (m_services.connection->destination().isPrivateServer())
        m_services.connection->disconnectFromServer();
}

void ServerPanel::run(const QString &doing, Work work, const QString &done)
{
    if (m_busy)
        return;
    m_busy = true;
    for (QPushButton *each : {m_start, m_stop, m_delete})
        each->setEnabled(false);
    m_news->setText(doing + u'…');
    m_news->show();
    whenDone(this, QtConcurrent::run(std::move(work)), [this, done](const Result<void> &answer) {
        m_busy = false;
        m_news->setText(answer ? done : describe(answer.error()));
        refresh();
    });
}

void ServerPanel::askDelete()
{
    Question question;
    question.title = tr("Delete the private server?");
    question.text = tr("It is stopped, and all its databases are deleted from this computer, the demo among them. This "
                       "cannot be undone.");
    question.acceptText = tr("Delete");
    question.typeToAccept = {operations::privateServerName()};
    question.tone = Tone::Failed;
    m_services.prompter->confirm(this, question, [this](bool accepted) {
        if (!accepted)
            return;
        leaveIt();
        m_services.settings->set(settings::demoLoaded, false);
        run(
            tr("Deleting the private server"),
            [] { return operations::deletePrivateServer(operations::privateServerName()); },
            tr("It was deleted. Connecting to it creates a new one."));
    });
}

} // namespace howdah::ui
