// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// The tabs of the editor: which fields stand where, and their words.
#include "common/theme.h"
#include "common/widgets.h"
#include "connect/dialog/profilecolourbutton.h"
#include "connect/dialog/profileeditor.h"
#include "connect/dialog/profileform.h"
#include "connect/dialog/profilehosts.h"
#include "connect/dialog/profilekeywordtable.h"

#include <QTabBar>
#include <QButtonGroup>
#include <QCheckBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QRadioButton>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using connection::Environment;
using connection::SecretSource;

namespace {

using Kind = ProfileFieldSpec::Kind;
using Choices = std::vector<std::pair<QString, QString>>;

// Only what the libpq that runs knows: an older one has fewer.
void addKeyword(ProfileForm &form, ProfileFieldSpec spec)
{
    const auto &known = connection::profileKeywords();
    const auto found = std::ranges::find(known, spec.key, &connection::ProfileKeyword::keyword);
    if (found == known.end())
        return;
    if (spec.placeholder.isEmpty())
        spec.placeholder =
            spec.kind == Kind::Choice
                ? (found->byDefault.isEmpty() ? ProfileEditor::tr("Default (libpq)")
                                              : ProfileEditor::tr("Default (libpq): %1").arg(found->byDefault))
                : found->byDefault;
    if (spec.kind == Kind::Choice && spec.choices.empty()) {
        for (const QString &value : found->choices)
            spec.choices.emplace_back(value, value);
    }
    form.add(spec);
}

} // namespace

ProfileEditor::ProfileEditor(QWidget *parent)
    : QTabWidget(parent)
    , m_hosts(new ProfileHosts)
    , m_colour(new ProfileColourButton)
    , m_environment(new QButtonGroup(this))
    , m_password(new QLineEdit)
    , m_passphrase(new QLineEdit)
    , m_keep(new QCheckBox(tr("&Save what is typed here in the keychain")))
    , m_command(new QPlainTextEdit)
    , m_cautions(plainLabel())
{
    setDocumentMode(true);
    tabBar()->setAccessibleName(tr("Parts of the profile"));
    buildGeneral();
    buildSecurity();
    buildSsh();
    buildSession();
    buildAdvanced();
    for (ProfileForm *form : m_forms) {
        form->finish();
        connect(form, &ProfileForm::edited, this, &ProfileEditor::change);
    }
    connect(m_hosts, &ProfileHosts::edited, this, &ProfileEditor::change);
    connect(m_colour, &ProfileColourButton::colourChosen, this, &ProfileEditor::change);
    connect(m_environment, &QButtonGroup::idToggled, this, [this](int, bool checked) {
        if (checked)
            change();
    });
    connect(m_command, &QPlainTextEdit::textChanged, this, &ProfileEditor::change);
    connect(m_password, &QLineEdit::textChanged, this, &ProfileEditor::change);
    connect(m_passphrase, &QLineEdit::textChanged, this, &ProfileEditor::change);
    connect(m_keywords, &ProfileKeywordTable::edited, this, &ProfileEditor::change);
    setProfile({});
}

ProfileForm *ProfileEditor::addForm(const QString &title)
{
    auto *form = new ProfileForm;
    m_forms.push_back(form);
    addTab(form, title);
    return form;
}

void ProfileEditor::buildGeneral()
{
    ProfileForm &form = *addForm(tr("General"));
    addIdentity(form);
    form.addHeading(tr("Server"));
    form.add({u"host"_s, u"port"_s}, tr("Host and port"), m_hosts);
    addKeyword(
        form, {.key = u"target_session_attrs"_s,
               .label = tr("Target session type"),
               .kind = Kind::Choice,
               .toolTip = tr("With several hosts: the first matching one is used"),
               .choices = {
                   {u"any"_s, tr("Any")},
                   {u"read-write"_s, tr("Read-write")},
                   {u"read-only"_s, tr("Read-only")},
                   {u"primary"_s, tr("Primary")},
                   {u"standby"_s, tr("Standby")},
                   {u"prefer-standby"_s, tr("Prefer standby")}}});
    addKeyword(form, {.key = u"dbname"_s, .label = tr("Database"), .placeholder = tr("Same as the user name")});
    addKeyword(form, {.key = u"user"_s, .label = tr("User"), .placeholder = tr("Your user name on this machine")});
    addPassword(form);
    addKeyword(
        form, {.key = u"service"_s,
               .label = tr("Service"),
               .placeholder = tr("A name in pg_service.conf, which provides what is left empty here")});
}

void ProfileEditor::addIdentity(ProfileForm &form)
{
    form.add(
        {.key = u"name"_s,
         .label = tr("Profile name"),
         .placeholder = tr("orders-production", "an example of a name"),
         .toolTip = tr("Also for howdahctl: --database NAME")});
    form.add({.key = u"group"_s, .label = tr("Group"), .placeholder = tr("None")});
    auto *box = new QWidget;
    auto *row = new QHBoxLayout(box);
    row->setContentsMargins(0, space::tight, 0, 0);
    row->setSpacing(space::group);
    for (const Environment each : {Environment::Development, Environment::Staging, Environment::Production}) {
        auto *choice = new QRadioButton(environmentName(each));
        choice->setToolTip(
            tr("Staging gives the window an amber frame, production a red one; production opens locked for writing."));
        m_environment->addButton(choice, int(each));
        row->addWidget(choice);
    }
    row->addStretch(1);
    m_environment->button(int(Environment::Development))->setChecked(true);
    box->setFocusProxy(m_environment->button(int(Environment::Development)));
    form.add({u"environment"_s}, tr("Environment"), box);
    auto *colours = new QWidget;
    auto *line = new QHBoxLayout(colours);
    line->setContentsMargins(0, 0, 0, 0);
    line->addWidget(m_colour);
    line->addStretch(1);
    colours->setFocusProxy(m_colour);
    m_colour->setToolTip(tr("Shown on the window frame and next to the connection name"));
    form.add({u"colour"_s}, tr("Colour"), colours);
}

void ProfileEditor::addPassword(ProfileForm &form)
{
    Choices sources;
    for (const SecretSource each :
         {SecretSource::Keychain, SecretSource::Ask, SecretSource::PassFile, SecretSource::Command})
        sources.emplace_back(connection::secretSourceKey(each), connection::secretSourceName(each));
    form.addHeading(tr("Password"));
    form.add({.key = u"secret"_s, .label = tr("Source"), .kind = Kind::Choice, .choices = sources});
    addKeyword(form, {.key = u"passfile"_s, .label = tr("Password file"), .kind = Kind::File});
    m_command->setAccessibleName(tr("Program that prints the password"));
    m_command->setPlaceholderText(tr("The program, then each argument on a line of its own"));
    m_command->setFont(fixedFont());
    m_command->setTabChangesFocus(true);
    m_command->setFixedHeight(4 * fontMetrics().lineSpacing() + 14);
    form.add({u"secret_command"_s}, tr("Program"), m_command);
    m_password->setEchoMode(QLineEdit::Password);
    m_password->setAccessibleName(tr("Password"));
    m_password->setPlaceholderText(tr("Only if one has to be typed; kept for this session"));
    form.add({u"password"_s}, tr("&Password"), m_password);
    m_keep->setObjectName(u"keepSecrets"_s);
    m_keep->setToolTip(tr("When the profile is saved. Otherwise a password is forgotten when Howdah quits."));
    form.add({u"keep"_s}, {}, m_keep);
}

void ProfileEditor::buildSecurity()
{
    ProfileForm &form = *addForm(tr("Security"));
    addKeyword(
        form, {.key = u"sslmode"_s,
               .label = tr("Encryption"),
               .kind = Kind::Choice,
               .choices = {
                   {u"disable"_s, tr("disable: never")},
                   {u"allow"_s, tr("allow: only if the server requires it")},
                   {u"prefer"_s, tr("prefer: if the server supports it")},
                   {u"require"_s, tr("require: encrypted, server not verified")},
                   {u"verify-ca"_s, tr("verify-ca: encrypted, certificate verified")},
                   {u"verify-full"_s, tr("verify-full: encrypted, certificate and host name verified")}}});
    QPalette amber = m_cautions->palette();
    amber.setColor(QPalette::WindowText, color(Tone::Edited, palette()));
    m_cautions->setPalette(amber);
    form.addNote(m_cautions);
    addKeyword(form, {.key = u"sslrootcert"_s, .label = tr("Root certificates (CA)"), .kind = Kind::File});
    addKeyword(form, {.key = u"sslcrl"_s, .label = tr("Revocation list"), .kind = Kind::File});
    addKeyword(form, {.key = u"sslcrldir"_s, .label = tr("Revocation list folder")});
    form.addHeading(tr("Client certificate"));
    addKeyword(form, {.key = u"sslcert"_s, .label = tr("Certificate"), .kind = Kind::File});
    addKeyword(form, {.key = u"sslkey"_s, .label = tr("Key"), .kind = Kind::File});
    m_passphrase->setEchoMode(QLineEdit::Password);
    m_passphrase->setAccessibleName(tr("Passphrase of the key"));
    m_passphrase->setPlaceholderText(tr("Saved with the password, if that is in the keychain"));
    form.add({u"passphrase"_s}, tr("Passphrase"), m_passphrase);
    form.addHeading(tr("Limits"));
    addKeyword(
        form, {.key = u"channel_binding"_s,
               .label = tr("Channel binding"),
               .kind = Kind::Choice,
               .toolTip = tr("Whether password authentication must prove that nobody is in between")});
    const Choices versions{
        {u"TLSv1"_s, u"TLS 1.0"_s},
        {u"TLSv1.1"_s, u"TLS 1.1"_s},
        {u"TLSv1.2"_s, u"TLS 1.2"_s},
        {u"TLSv1.3"_s, u"TLS 1.3"_s}};
    addKeyword(
        form, {.key = u"ssl_min_protocol_version"_s,
               .label = tr("Minimum TLS version"),
               .kind = Kind::Choice,
               .choices = versions});
    addKeyword(
        form, {.key = u"ssl_max_protocol_version"_s,
               .label = tr("Maximum TLS version"),
               .kind = Kind::Choice,
               .choices = versions});
}

void ProfileEditor::buildSsh()
{
    ProfileForm &form = *addForm(tr("SSH tunnel"));
    form.addNote(mutedLabel(tr("Uses the system's ssh with its agent, configuration and known hosts. The server keeps "
                               "its host name, so its certificate is verified as usual.")));
    form.add({.key = u"ssh"_s, .label = tr("&Connect through an SSH tunnel"), .kind = Kind::Switch});
    form.add(
        {.key = u"ssh_host"_s,
         .label = tr("SSH host"),
         .placeholder = tr("Name, address, or a Host of ~/.ssh/config")});
    form.add({.key = u"ssh_port"_s, .label = tr("SSH port"), .placeholder = tr("ssh default")});
    form.add({.key = u"ssh_user"_s, .label = tr("SSH user"), .placeholder = tr("ssh default")});
    form.add(
        {.key = u"ssh_key"_s,
         .label = tr("Key file"),
         .kind = Kind::File,
         .placeholder = tr("Keys of the agent and in ~/.ssh")});
    form.add(
        {.key = u"ssh_jump"_s,
         .label = tr("Jump hosts"),
         .placeholder = u"user@first:22,second"_s,
         .toolTip = tr("Jump hosts in order, separated by commas")});
}

void ProfileEditor::buildSession()
{
    ProfileForm &form = *addForm(tr("Session"));
    form.add({.key = u"search_path"_s, .label = tr("Search path"), .placeholder = tr("Server default")});
    form.add({.key = u"time_zone"_s, .label = tr("Time zone"), .placeholder = tr("Server default")});
    addKeyword(
        form, {.key = u"application_name"_s,
               .label = tr("Application name"),
               .placeholder = tr("Howdah and the purpose of the session")});
    addKeyword(
        form, {.key = u"options"_s, .label = tr("Server options"), .placeholder = u"-c statement_timeout=30s"_s});
    form.add(
        {.key = u"pool_most"_s,
         .label = tr("Max connections"),
         .placeholder = QString::number(connection::PoolLimits().most)});
    form.add(
        {.key = u"pool_idle"_s,
         .label = tr("Idle connections"),
         .placeholder = QString::number(connection::PoolLimits().idle),
         .toolTip = tr("Connections kept open for reuse")});
    form.add(
        {.key = u"offer_migrations"_s, .label = tr("Show pending migrations after connecting"), .kind = Kind::Switch});
    form.add(
        {.key = u"log_statements"_s,
         .label = tr("Log every statement to a file"),
         .kind = Kind::Switch,
         .toolTip = tr("In the folder statements in the data folder; secrets are masked")});
    form.add(
        {.key = u"audit_table"_s,
         .label = tr("Record changes in the database as well"),
         .kind = Kind::Switch,
         .toolTip = tr("In the table howdah.audit_log")});
    form.addHeading(tr("When the connection is silent"));
    addKeyword(
        form, {.key = u"connect_timeout"_s,
               .label = tr("Connection timeout"),
               .placeholder = tr("Seconds per host"),
               .toolTip = tr("For connecting; 0 waits forever")});
    addKeyword(
        form, {.key = u"keepalives"_s,
               .label = tr("TCP keepalive"),
               .kind = Kind::Choice,
               .choices = {{u"1"_s, tr("On")}, {u"0"_s, tr("Off")}}});
    addKeyword(
        form, {.key = u"keepalives_idle"_s, .label = tr("First after (idle)"), .placeholder = tr("Idle seconds")});
    addKeyword(form, {.key = u"keepalives_interval"_s, .label = tr("Interval"), .placeholder = tr("Seconds")});
    addKeyword(
        form, {.key = u"keepalives_count"_s,
               .label = tr("Count"),
               .placeholder = tr("Number of missed keepalives until the connection counts as lost")});
    addKeyword(
        form, {.key = u"tcp_user_timeout"_s,
               .label = tr("TCP user timeout"),
               .placeholder = tr("Milliseconds until the connection counts as lost")});
}

void ProfileEditor::buildAdvanced()
{
    QStringList shown{u"host"_s, u"port"_s};
    for (const ProfileForm *form : m_forms)
        shown << form->keys();
    m_keywords = new ProfileKeywordTable(shown);
    addTab(m_keywords, tr("Advanced"));
}

} // namespace howdah::ui
