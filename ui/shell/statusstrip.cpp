// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/statusstrip.h"

#include "base/figures.h"
#include "common/icons.h"
#include "common/tooltips.h"
#include "common/widgets.h"
#include "connection/profile/sshtunnel.h"
#include "shell/encryptiontexts.h"
#include "shell/poolingsign.h"

#include <QHBoxLayout>
#include <QPainter>

using namespace Qt::StringLiterals;

namespace howdah::ui {

namespace {

constexpr int stripHeight = 28;

QLabel *part()
{
    QLabel *label = mutedLabel();
    label->setFont(smallFont());
    return label;
}

} // namespace

StatusStrip::StatusStrip(ConnectionController &controller, TaskList &tasks, QWidget *parent)
    : QWidget(parent)
    , m_controller(controller)
    , m_tasks(tasks)
    , m_server(part())
    , m_lock(new IconLabel(space::iconSmall - 2))
    , m_encryption(part())
    , m_tunnel(new Badge)
    , m_who(part())
    , m_demo(new Badge(Tone::Pending, tr("demo data")))
    , m_readOnly(new Badge(Tone::Baseline, tr("read-only")))
    , m_audit(new Badge(Tone::Failed, tr("changes are not logged")))
    , m_task(part())
    , m_latency(part())
{
    setBarHeight(this, stripHeight);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(space::inside + space::tight, 1, space::inside + space::tight, 0);
    row->setSpacing(space::group);
    row->addWidget(m_server);
    auto *encryption = new QHBoxLayout;
    encryption->setSpacing(space::tight);
    encryption->addWidget(m_lock);
    encryption->addWidget(m_encryption);
    row->addLayout(encryption);
    row->addWidget(m_tunnel);
    auto *pooling = new Badge;
    pooling->setObjectName(u"pooling"_s);
    row->addWidget(pooling);
    new PoolingSign(controller, pooling);
    row->addWidget(m_who);
    row->addWidget(m_demo);
    m_demo->setObjectName(u"demoData"_s);
    m_demo->setToolTip(tr("Invented data on Howdah's private server: nothing that you change matters anywhere else"));
    m_demo->hide();
    row->addWidget(m_readOnly);
    row->addWidget(m_audit);
    m_audit->setObjectName(u"auditProblem"_s);
    m_audit->hide();
    row->addWidget(m_task, 1);
    row->addWidget(m_latency);
    m_task->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_task->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_server->setAccessibleDescription(tr("Server"));
    m_encryption->setAccessibleDescription(tr("Encryption"));
    m_tunnel->setObjectName(u"tunnel"_s);
    m_tunnel->setAccessibleDescription(tr("Tunnel"));
    m_who->setAccessibleDescription(tr("User and database"));
    m_latency->setAccessibleDescription(tr("Latency to the server"));
    connect(&controller, &ConnectionController::stateChanged, this, [this] { refresh(); });
    connect(&controller.heartbeat(), &Heartbeat::beat, this, [this] { refreshLatency(); });
    connect(&controller, &ConnectionController::tunnelChanged, this, [this] { refreshTunnel(); });
    connect(&tasks, &TaskList::changed, this, [this] { refreshTask(); });
    refresh();
    refreshTask();
}

void StatusStrip::refresh()
{
    const bool connected = m_controller.isConnected();
    const connection::ServerFacts &facts = m_controller.facts();
    // "15.18 (Debian ...)" is for the tooltip; the line holds the number.
    m_server->setText(
        connected ? tr("PostgreSQL %1").arg(facts.versionText.section(u' ', 0, 0)) : tr("No server connected"));
    m_server->setToolTip(connected ? plainToolTip(facts.versionText) : QString());
    for (QWidget *only : std::initializer_list<QWidget *>{m_lock, m_encryption, m_who, m_latency})
        only->setVisible(connected);
    m_readOnly->setVisible(connected && (facts.readOnly || facts.inRecovery));
    m_readOnly->setToolTip(
        facts.inRecovery                   ? tr("A standby: it does not accept writes")
        : m_controller.guard().isGuarded() ? tr("The server confirms that this session is read-only")
                                           : tr("The server refuses writes in this database by default"));
    if (connected) {
        refreshEncryption(facts);
        m_who->setText(facts.user + u'@' + facts.database);
        m_who->setToolTip(facts.superuser ? tr("A superuser") : QString());
    }
    refreshLatency();
    refreshTunnel();
}

void StatusStrip::refreshTunnel()
{
    const connection::SshForward *tunnel = m_controller.connector().tunnel();
    m_tunnel->setVisible(tunnel && m_controller.destination().profile);
    if (m_tunnel->isHidden())
        return;
    const QString place = Route::describe(m_controller.destination().profile->ssh);
    if (tunnel->isUp()) {
        m_tunnel->setBadge(Tone::Applied, tr("via %1").arg(place));
        m_tunnel->setToolTip(
            tunnel->restarts() == 0 ? tr("An SSH tunnel")
                                    : tr("An SSH tunnel; it dropped and was reopened (%1)").arg(tunnel->restarts()));
        return;
    }
    const Error problem = tunnel->problem();
    const bool isRefused = problem.kind == ErrorKind::Authentication;
    m_tunnel->setBadge(
        isRefused ? Tone::Failed : Tone::Running,
        isRefused ? tr("tunnel to %1 refused").arg(place) : tr("tunnel to %1 down").arg(place));
    m_tunnel->setToolTip(plainToolTip(describe(problem)));
}

void StatusStrip::setAuditProblem(const Error &error)
{
    m_audit->setToolTip(plainToolTip(describe(error)));
    m_audit->setAccessibleDescription(error.message);
    m_audit->show();
}

void StatusStrip::setDemo(bool demo) { m_demo->setVisible(demo); }

void StatusStrip::refreshEncryption(const connection::ServerFacts &facts)
{
    const EncryptionWords words = encryptionWords(facts);
    m_encryption->setText(words.text);
    m_lock->setIcon(words.safe ? icon(u"lock", Tone::Neutral) : icon(u"dialog-warning", Tone::Staging));
    // A certificate is somebody else's text.
    m_encryption->setToolTip(
        u"<p style='white-space:pre'>"_s + words.details.toHtmlEscaped().replace(u'\n', u"<br>"_s) + u"</p>"_s);
}

void StatusStrip::refreshLatency()
{
    m_latency->setText(durationText(m_controller.heartbeat().latencyMs(), locale()));
    m_latency->setToolTip(tr("Time of an empty round trip to the server"));
}

void StatusStrip::refreshTask()
{
    if (m_tasks.isEmpty()) {
        m_task->clear();
        return;
    }
    const TaskInfo &newest = m_tasks.tasks().back();
    m_task->setText(newest.progress.isEmpty() ? newest.title : newest.progress);
}

void StatusStrip::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(QRect(0, 0, width(), 1), color(Surface::Border, palette()));
}

} // namespace howdah::ui
