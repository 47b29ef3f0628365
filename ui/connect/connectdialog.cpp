// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connect/connectdialog.h"

#include "common/icons.h"
#include "common/widgets.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QListWidget>
#include <QRadioButton>
#include <QStyle>
#include <QVBoxLayout>

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
    , m_uri(new QLineEdit)
    , m_password(new QLineEdit)
    , m_verdict(mutedLabel())
    , m_environment(new QButtonGroup(this))
    , m_recent(new QListWidget)
    , m_connect(button(tr("Connect"), ButtonRole::Primary))
{
    setWindowTitle(tr("Connect"));
    setMinimumWidth(560);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(space::group + 4, space::group, space::group + 4, space::group);
    column->setSpacing(space::inside);
    column->addWidget(headingLabel(tr("Connect to a database")));
    column->addSpacing(space::inside);
    column->addWidget(buildTarget());
    column->addWidget(buildRecent(), 1);
    column->addSpacing(space::inside);
    column->addWidget(buildButtons());
    m_uri->setFocus();
    judge();
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
    m_uri->setClearButtonEnabled(true);
    column->addWidget(caption(tr("&URI or connection string"), m_uri));
    column->addWidget(m_uri);
    m_verdict->setWordWrap(true);
    m_verdict->setMinimumHeight(fontMetrics().height());
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
    column->addWidget(mutedLabel(tr("Staging frames the window in amber, production in red.")));
    m_environment->button(int(Environment::Development))->setChecked(true);
    connect(m_uri, &QLineEdit::textChanged, this, [this] { judge(); });
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
    row->addStretch(1);
    row->addWidget(cancel);
    row->addWidget(m_connect);
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

void ConnectDialog::judge()
{
    const QString typed = m_uri->text().trimmed();
    const Result<connection::ConnInfo> parsed = connection::parseConnInfo(typed);
    const bool usable = !typed.isEmpty() && parsed;
    m_info = usable ? *parsed : connection::ConnInfo();
    m_connect->setEnabled(usable);
    const bool wrong = !typed.isEmpty() && !parsed;
    m_verdict->setText(
        wrong    ? parsed.error().message
        : usable ? tr("Connects to %1").arg(connection::describe(m_info))
                 : tr("A libpq URI, or keywords as in: host=db.example.org dbname=orders user=app"));
    m_uri->setProperty("problem", wrong);
    m_uri->style()->unpolish(m_uri);
    m_uri->style()->polish(m_uri);
}

void ConnectDialog::connectNow()
{
    if (!m_connect->isEnabled())
        return;
    if (!m_password->text().isEmpty())
        m_info.set(u"password"_s, m_password->text());
    m_controller.connectTo(m_info, environment());
    accept();
}

} // namespace howdah::ui
