// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connect/connectdialog.h"

#include "base/whendone.h"
#include "common/icons.h"
#include "common/widgets.h"
#include "connect/profilelist.h"
#include "connection/connectiontest.h"
#include "connection/environment.h"
#include "connection/keychain.h"
#include "connection/profilestore.h"
#include "connection/secretsource.h"

#include <QButtonGroup>
#include <QCheckBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QListWidget>
#include <QRadioButton>
#include <QStyle>
#include <QVBoxLayout>
#include <QtConcurrentRun>

using namespace Qt::StringLiterals;

namespace howdah::ui {

namespace {

constexpr std::initializer_list<Environment> environments{
    Environment::Development, Environment::Staging, Environment::Production};

QLabel *caption(const QString &text, QWidget *buddy)
{
    QLabel *label = plainLabel(text);
    label->setBuddy(buddy);
    return label;
}

} // namespace

ConnectDialog::ConnectDialog(ConnectionController &controller, QWidget *parent)
    : QDialog(parent)
    , m_controller(controller)
    , m_profiles(new ProfileList)
    , m_uri(new QLineEdit)
    , m_password(new QLineEdit)
    , m_name(new QLineEdit)
    , m_keep(new QCheckBox(tr("Keep the password in the &keychain")))
    , m_verdict(mutedLabel())
    , m_environment(new QButtonGroup(this))
    , m_recent(new QListWidget)
    , m_test(button(tr("Test")))
    , m_save(button(tr("Save as profile")))
    , m_connect(button(tr("Connect"), ButtonRole::Primary))
{
    setWindowTitle(tr("Connect"));
    setMinimumWidth(560);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(space::group + 4, space::group, space::group + 4, space::group);
    column->setSpacing(space::inside);
    column->addWidget(headingLabel(tr("Connect to a database")));
    column->addSpacing(space::inside);
    column->addWidget(m_profiles);
    column->addSpacing(space::inside);
    column->addWidget(buildTarget());
    column->addWidget(buildKeeping());
    column->addWidget(buildRecent(), 1);
    column->addSpacing(space::inside);
    column->addWidget(buildButtons());
    connect(m_profiles, &ProfileList::chosen, this, &ConnectDialog::setProfile);
    connect(
        m_profiles, &ProfileList::activated, this, [this](const connection::Profile &profile) { connectTo(profile); });
    m_uri->setFocus();
    judge();
}

ConnectDialog::~ConnectDialog() { m_stop.request_stop(); }

QWidget *ConnectDialog::buildTarget()
{
    auto *box = new QWidget;
    auto *column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::tight);
    m_uri->setFont(fixedFont());
    m_uri->setPlaceholderText(u"postgresql://user@host:5432/database"_s);
    m_uri->setAccessibleName(tr("URI or connection string"));
    m_uri->setClearButtonEnabled(true);
    column->addWidget(caption(tr("&URI or connection string"), m_uri));
    column->addWidget(m_uri);
    m_verdict->setWordWrap(true);
    m_verdict->setMinimumHeight(2 * fontMetrics().lineSpacing() + 2); // a sentence and what to do
    m_verdict->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    m_verdict->setContentsMargins(0, 2, 0, 0);
    column->addWidget(m_verdict);
    column->addSpacing(space::inside);
    m_password->setEchoMode(QLineEdit::Password);
    m_password->setAccessibleName(tr("Password"));
    m_password->setPlaceholderText(tr("Only where the server asks for one; kept for this session"));
    column->addWidget(caption(tr("&Password"), m_password));
    column->addWidget(m_password);
    column->addSpacing(space::inside);
    column->addWidget(plainLabel(tr("Environment")));
    auto *row = new QHBoxLayout;
    row->setSpacing(space::group);
    for (const Environment each : environments) {
        auto *choice = new QRadioButton(environmentName(each));
        m_environment->addButton(choice, int(each));
        row->addWidget(choice);
    }
    row->addStretch(1);
    column->addLayout(row);
    column->addWidget(
        mutedLabel(tr("Staging frames the window in amber, production in red; production opens locked for writing.")));
    m_environment->button(int(Environment::Development))->setChecked(true);
    connect(m_uri, &QLineEdit::textChanged, this, [this] { judge(); });
    return box;
}

QWidget *ConnectDialog::buildKeeping()
{
    auto *box = new QWidget;
    auto *row = new QHBoxLayout(box);
    row->setContentsMargins(0, space::inside, 0, 0);
    row->setSpacing(space::inside);
    m_name->setAccessibleName(tr("Name of the profile"));
    m_name->setPlaceholderText(tr("Profile name"));
    m_save->setToolTip(tr("Keep this connection under its name, without its password"));
    m_keep->setToolTip(tr("For this profile; otherwise it is asked for, or taken from where the profile says"));
    row->addWidget(caption(tr("&Name"), m_name));
    row->addWidget(m_name, 1);
    row->addWidget(m_keep);
    row->addWidget(m_save);
    connect(m_name, &QLineEdit::textChanged, this, [this] { judge(); });
    connect(m_password, &QLineEdit::textChanged, this, [this] { judge(); });
    connect(m_save, &QPushButton::clicked, this, &ConnectDialog::save);
    return box;
}

QWidget *ConnectDialog::buildRecent()
{
    auto *box = new QWidget;
    auto *column = new QVBoxLayout(box);
    column->setContentsMargins(0, space::group, 0, 0);
    column->setSpacing(space::tight);
    column->addWidget(plainLabel(tr("Recent")));
    m_recent->setAccessibleName(tr("Recent connections"));
    m_recent->setProperty("role", u"menu"_s);
    m_recent->setMaximumHeight(4 * space::rowComfortable + 4);
    m_recent->setMinimumHeight(2 * space::rowComfortable);
    for (const RecentConnection &each : m_controller.recent()) {
        auto *item = new QListWidgetItem(icon(u"media-record", environmentTone(each.environment)), each.uri, m_recent);
        item->setData(Qt::UserRole, int(each.environment));
        item->setToolTip(environmentName(each.environment));
        item->setSizeHint({0, space::rowComfortable});
    }
    const auto take = [this](const QListWidgetItem *item) {
        m_uri->setText(item->text());
        m_environment->button(item->data(Qt::UserRole).toInt())->setChecked(true);
    };
    connect(m_recent, &QListWidget::itemClicked, this, take);
    connect(m_recent, &QListWidget::itemActivated, this, [this, take](const QListWidgetItem *item) {
        take(item);
        connectNow();
    });
    column->addWidget(m_recent);
    box->setVisible(m_recent->count() > 0);
    return box;
}

QWidget *ConnectDialog::buildButtons()
{
    auto *box = new QWidget;
    auto *row = new QHBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 0);
    auto *local = button(tr("Use the private server"));
    local->setToolTip(tr("Howdah's own PostgreSQL on this machine, reached by nobody else"));
    auto *cancel = button(tr("Cancel"));
    row->addWidget(local);
    m_test->setToolTip(tr("Connect and hang up again: says what answers there, or why nothing does"));
    row->addWidget(m_test);
    row->addStretch(1);
    row->addWidget(cancel);
    row->addWidget(m_connect);
    connect(m_test, &QPushButton::clicked, this, &ConnectDialog::testNow);
    m_connect->setDefault(true);
    connect(local, &QPushButton::clicked, this, [this] {
        m_controller.connectToPrivateServer();
        accept();
    });
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_connect, &QPushButton::clicked, this, [this] { connectNow(); });
    return box;
}

void ConnectDialog::setUri(const QString &uri) { m_uri->setText(uri); }

void ConnectDialog::setEnvironment(Environment environment)
{
    m_environment->button(int(environment))->setChecked(true);
}

Environment ConnectDialog::environment() const { return Environment(m_environment->checkedId()); }

void ConnectDialog::setProfile(const connection::Profile &profile)
{
    m_chosen.reset();
    m_password->clear();
    m_uri->setText(connection::isPrivate(profile) ? QString() : connection::toUri(profile.target));
    m_name->setText(connection::isPrivate(profile) ? QString() : profile.name);
    setEnvironment(profile.environment);
    m_chosen = profile;
    judge();
}

void ConnectDialog::connectTo(const connection::Profile &profile)
{
    setProfile(profile);
    connectNow();
}

bool ConnectDialog::isPrivateChosen() const
{
    return m_chosen && connection::isPrivate(*m_chosen) && m_uri->text().trimmed().isEmpty();
}

void ConnectDialog::tell(const QString &words, bool problem)
{
    m_verdict->setText(words);
    m_verdict->setProperty("problem", problem);
}

void ConnectDialog::setBusy(bool busy)
{
    m_busy = busy;
    judge();
}

void ConnectDialog::judge()
{
    const QString text = m_uri->text().trimmed();
    const Result<connection::ConnInfo> parsed = connection::parseConnInfo(text);
    const bool usable = !text.isEmpty() && parsed;
    m_info = usable ? *parsed : connection::ConnInfo();
    const bool wrong = !text.isEmpty() && !parsed;
    m_connect->setEnabled(!m_busy && (usable || isPrivateChosen()));
    m_test->setEnabled(!m_busy && usable);
    m_save->setEnabled(!m_busy && usable && !m_name->text().trimmed().isEmpty());
    m_save->setText(
        m_chosen && connection::nameKey(m_chosen->name) == connection::nameKey(m_name->text()) ? tr("Save changes")
                                                                                               : tr("Save as profile"));
    m_keep->setEnabled(m_save->isEnabled() && !m_password->text().isEmpty());
    if (!m_busy)
        tell(
            wrong               ? parsed.error().message
            : isPrivateChosen() ? tr("Connects to the private server")
            : usable            ? tr("Connects to %1").arg(connection::describe(m_info))
                                : tr("A libpq URI, or keywords as in: host=db.example.org dbname=orders user=app"));
    m_uri->setProperty("problem", wrong);
    m_uri->style()->unpolish(m_uri);
    m_uri->style()->polish(m_uri);
}

Result<connection::Profile> ConnectDialog::typed() const
{
    connection::Profile profile = m_chosen && !connection::isPrivate(*m_chosen) ? *m_chosen : connection::Profile();
    profile.name = m_name->text().trimmed();
    profile.environment = environment();
    // Without what the environment of this program adds.
    const Result<connection::ConnInfo> info = connection::parseConnInfoAlone(m_uri->text());
    if (!info)
        return fail(info.error());
    profile.target = {};
    for (const auto &[key, value] : info->values.asKeyValueRange()) {
        if (connection::isSecretKeyword(key))
            continue;
        if (auto set = connection::setField(profile, key, value); !set)
            return fail(set.error());
    }
    return profile;
}

void ConnectDialog::withSecret(std::function<void(const connection::ConnInfo &)> then)
{
    // As it was chosen, its password comes from where it says; anything else has the one that was typed.
    const bool asChosen =
        m_chosen && !connection::isPrivate(*m_chosen) && m_uri->text() == connection::toUri(m_chosen->target);
    if (const auto usable = asChosen ? connection::checkUsable(*m_chosen) : Result<void>(); !usable) {
        tell(describe(usable.error()), true);
        return;
    }
    if (!asChosen || !m_password->text().isEmpty()) {
        connection::ConnInfo info = asChosen ? connection::connInfoOf(*m_chosen) : m_info;
        if (!m_password->text().isEmpty())
            info.set(u"password"_s, m_password->text());
        then(info);
        return;
    }
    tell(tr("Getting the password"));
    setBusy(true);
    connection::SecretOptions options;
    options.stop = m_stop.get_token();
    const auto found =
        QtConcurrent::run([profile = *m_chosen, options] { return connection::connInfoWithSecret(profile, options); });
    whenDone(this, found, [this, then](const Result<connection::ConnInfo> &info) {
        setBusy(false);
        if (info) {
            then(*info);
            return;
        }
        const bool ask = info.error().kind == ErrorKind::Authentication;
        tell(ask ? tr("The password of this profile is asked for each time") : describe(info.error()), !ask);
        m_password->setFocus();
    });
}

void ConnectDialog::connectNow()
{
    if (!m_connect->isEnabled())
        return;
    if (isPrivateChosen()) {
        m_controller.connectToPrivateServer();
        accept();
        return;
    }
    withSecret([this](const connection::ConnInfo &info) {
        m_controller.connectTo(info, environment());
        accept();
    });
}

void ConnectDialog::testNow()
{
    using Tested = std::expected<connection::ConnectionReport, connection::Diagnosis>;
    withSecret([this](const connection::ConnInfo &info) {
        tell(tr("Connecting to %1").arg(connection::describe(info)));
        setBusy(true);
        const auto tested = QtConcurrent::run(
            [info, stop = m_stop.get_token()]() -> Result<Tested> { return connection::testConnection(info, stop); });
        whenDone(this, tested, [this](const Result<Tested> &answer) {
            setBusy(false);
            if (!answer)
                return;
            if (!*answer) {
                tell(answer->error().sentence + u". "_s + answer->error().advice, true);
            } else {
                const connection::ConnectionReport &report = **answer;
                const QString tls = !report.tls              ? tr("without encryption")
                                  : report.tls->nameVerified ? tr("%1, verified").arg(report.tls->protocol)
                                                             : tr("%1, not verified").arg(report.tls->protocol);
                tell(tr("PostgreSQL %1 answers to %2, %3").arg(report.versionText, report.user, tls));
            }
            Q_EMIT this->tested(answer->has_value());
        });
    });
}

void ConnectDialog::save()
{
    const Result<connection::Profile> profile = typed();
    if (!profile) {
        tell(describe(profile.error()), true);
        Q_EMIT saved(false);
        return;
    }
    const bool changes = m_chosen && !connection::isPrivate(*m_chosen)
                      && connection::nameKey(m_chosen->name) == connection::nameKey(profile->name);
    const QString password = m_keep->isEnabled() && m_keep->isChecked() ? m_password->text() : QString();
    tell(tr("Saving"));
    setBusy(true);
    const auto done = QtConcurrent::run(
        [before = changes ? m_chosen : std::nullopt, after = *profile, password]() mutable -> Result<Kept> {
            connection::ProfileStore store;
            if (!password.isEmpty())
                after.secret = connection::SecretSource::Keychain;
            auto stored = before ? store.replace(*before, after) : store.add(after);
            if (!stored)
                return fail(stored.error());
            if (password.isEmpty())
                return Kept{*stored, {}};
            const auto held = connection::Keychain().write(connection::keychainEntry(*stored), password);
            return Kept{*stored, held ? QString() : describe(held.error())};
        });
    whenDone(this, done, [this](const Result<Kept> &answer) { kept(answer); });
}

void ConnectDialog::kept(const Result<Kept> &kept)
{
    setBusy(false);
    if (!kept) {
        tell(describe(kept.error()), true);
    } else {
        m_chosen = kept->profile;
        judge();
        tell(
            kept->warning.isEmpty()
                ? tr("The profile \"%1\" is kept").arg(kept->profile.name)
                : tr("The profile \"%1\" is kept, its password is not: %2").arg(kept->profile.name, kept->warning),
            !kept->warning.isEmpty());
    }
    m_profiles->reload();
    Q_EMIT saved(kept && kept->warning.isEmpty());
}

} // namespace howdah::ui
