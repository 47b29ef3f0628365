// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "settings/keychainpanel.h"

#include "base/whendone.h"
#include "common/prompter.h"
#include "common/widgets.h"
#include "connect/connectioncontroller.h"
#include "connection/server/environment.h"
#include "value/valuetext.h"

#include <QFile>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QTreeWidget>
#include <QVBoxLayout>
#include <QtConcurrentRun>

#ifdef HOWDAH_HAS_DBUS
#include <QDBusConnection>
#include <QDBusConnectionInterface>
#include <QDBusReply>
#endif

using namespace Qt::StringLiterals;

namespace howdah::ui {

using operations::KeptSecret;

namespace {

constexpr int SecretsHeight = 180;

#ifdef HOWDAH_HAS_DBUS
// As it calls itself; the kernel cuts names after fifteen characters, so the path is asked first.
QString programOf(const QString &service)
{
    const QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.isConnected())
        return {};
    const QDBusReply<uint> pid = bus.interface()->servicePid(service);
    if (!pid.isValid())
        return {};
    const QString folder = u"/proc/%1/"_s.arg(pid.value());
    if (const QString path = QFile::symLinkTarget(folder + u"exe"_s); !path.isEmpty())
        return path.section(u'/', -1);
    QFile name(folder + u"comm"_s);
    return name.open(QIODevice::ReadOnly) ? QString::fromUtf8(name.readAll().trimmed()) : service;
}
#endif

} // namespace

QString keychainProgram()
{
#ifdef HOWDAH_HAS_DBUS
    const std::pair<QString, QString> known[] = {
        {u"org.freedesktop.secrets"_s, u"Secret Service"_s},
        {u"org.kde.kwalletd6"_s, u"KWallet"_s},
        {u"org.kde.kwalletd5"_s, u"KWallet"_s}};
    for (const auto &[service, title] : known) {
        if (const QString program = programOf(service); !program.isEmpty())
            return u"%1 (%2)"_s.arg(program, title);
    }
#endif
    return {};
}

static QString wordOf(KeptSecret::Kind kind)
{
    switch (kind) {
    case KeptSecret::Kind::Password:
        return KeychainPanel::tr("Password");
    case KeptSecret::Kind::KeyPassphrase:
        return KeychainPanel::tr("Passphrase of the client key");
    case KeptSecret::Kind::PromptKeys:
        return KeychainPanel::tr("Keys of encrypted prompts");
    case KeptSecret::Kind::EndpointKey:
        return KeychainPanel::tr("Key of an endpoint");
    case KeptSecret::Kind::AuditAnchor:
        return KeychainPanel::tr("End of the audit log");
    }
    return {};
}

static bool mayForget(KeptSecret::Kind kind)
{
    return kind == KeptSecret::Kind::Password || kind == KeptSecret::Kind::KeyPassphrase;
}

KeychainPanel::KeychainPanel(const PageServices &services, QWidget *parent)
    : QWidget(parent)
    , m_services(services)
    , m_who(plainLabel())
    , m_list(new QTreeWidget)
    , m_look(button(tr("Show what is saved")))
    , m_forget(button(tr("Forget…")))
    , m_news(plainLabel())
{
    m_who->setObjectName(u"keychainProgram"_s);
    m_list->setObjectName(u"keychainEntries"_s);
    m_list->setAccessibleName(tr("Saved in the keychain"));
    m_list->setHeaderLabels({tr("What"), tr("Connection")});
    m_list->setRootIsDecorated(false);
    m_list->setFixedHeight(SecretsHeight);
    m_list->hide();
    m_look->setObjectName(u"showKeychain"_s);
    m_forget->setObjectName(u"forgetSecret"_s);
    m_forget->setEnabled(false);
    m_news->setObjectName(u"keychainNews"_s);
    m_news->setWordWrap(true);
    m_news->hide();
    auto *row = new QHBoxLayout;
    row->setSpacing(space::inside);
    row->addWidget(m_look);
    row->addWidget(m_forget);
    row->addStretch(1);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, space::tight, 0, space::tight);
    column->setSpacing(space::inside);
    column->addWidget(m_who);
    column->addWidget(m_list);
    column->addLayout(row);
    column->addWidget(m_news);
    connect(m_look, &QPushButton::clicked, this, &KeychainPanel::look);
    connect(m_forget, &QPushButton::clicked, this, &KeychainPanel::askForget);
    connect(m_list, &QTreeWidget::currentItemChanged, this, &KeychainPanel::follow);
}

void KeychainPanel::refresh()
{
    m_whos.ask(this, QtConcurrent::run(&keychainProgram), [this](const QString &program) {
        m_who->setText(
            program.isEmpty() ? tr("No keychain has answered yet. One may start when it is first used.")
                              : tr("%1 answers.").arg(program));
    });
}

// Connections without a profile, whose passwords may be kept as well.
std::vector<operations::SecretPlace> KeychainPanel::places() const
{
    std::vector<operations::SecretPlace> places;
    for (const RecentConnection &recent : m_services.connection->recent().all()) {
        if (const auto target = connection::parseConnInfo(recent.uri))
            places.push_back({{}, *target});
    }
    return places;
}

void KeychainPanel::look()
{
    m_look->setEnabled(false);
    m_news->setText(tr("Waiting for the keychain…"));
    m_news->show();
    const auto answer = QtConcurrent::run([places = places()] { return operations::keptSecrets(places); });
    m_looks.ask(this, answer, [this](const Result<std::vector<KeptSecret>> &held) { showHeld(held); });
}

void KeychainPanel::showHeld(const Result<std::vector<KeptSecret>> &held)
{
    m_look->setEnabled(true);
    m_list->clear();
    m_held = held.value_or(std::vector<KeptSecret>());
    m_news->setText(
        !held            ? describe(held.error())
        : m_held.empty() ? tr("Howdah has saved nothing in the keychain.")
                         : QString());
    m_news->setVisible(!m_news->text().isEmpty());
    for (const KeptSecret &one : m_held)
        m_list->addTopLevelItem(new QTreeWidgetItem(QStringList{wordOf(one.kind), singleLine(one.name)}));
    m_list->resizeColumnToContents(0);
    m_list->setVisible(!m_held.empty());
    if (m_list->topLevelItemCount() > 0)
        m_list->setCurrentItem(m_list->topLevelItem(0));
    follow();
    refresh();
    Q_EMIT looked();
}

void KeychainPanel::follow()
{
    const int row = m_list->indexOfTopLevelItem(m_list->currentItem());
    const bool isOne = row >= 0 && size_t(row) < m_held.size();
    m_forget->setEnabled(isOne && mayForget(m_held[size_t(row)].kind));
    m_forget->setToolTip(
        isOne && !mayForget(m_held[size_t(row)].kind) ? tr("Howdah needs it; it is not removed here") : QString());
}

void KeychainPanel::askForget()
{
    const int row = m_list->indexOfTopLevelItem(m_list->currentItem());
    if (row < 0 || size_t(row) >= m_held.size())
        return;
    const KeptSecret secret = m_held[size_t(row)];
    Question question;
    question.title = tr("Forget this password?");
    question.text = tr("%1: %2\nThe next connection asks for it.").arg(wordOf(secret.kind), secret.name);
    question.acceptText = tr("Forget");
    question.tone = Tone::Failed;
    m_services.prompter->confirm(this, question, [this, secret](bool accepted) {
        if (!accepted)
            return;
        whenDone(
            this, QtConcurrent::run([secret] { return operations::forgetSecret(secret); }),
            [this](const Result<void> &done) {
                if (done)
                    return look();
                m_news->setText(describe(done.error()));
                m_news->show();
            });
    });
}

} // namespace howdah::ui
