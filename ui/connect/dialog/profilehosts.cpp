// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connect/dialog/profilehosts.h"

#include "common/icons.h"
#include "common/widgets.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QScopedValueRollback>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::ui {

namespace {

constexpr int portWidth = 90;

} // namespace

ProfileHosts::ProfileHosts(QWidget *parent)
    : QWidget(parent)
    , m_column(new QVBoxLayout(this))
{
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(space::tight);
    auto *add = new QToolButton;
    add->setIcon(icon(u"list-add"));
    add->setText(tr("Another host"));
    add->setToolTip(tr("A replica or failover server: hosts are tried in this order"));
    add->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    add->setFocusPolicy(Qt::StrongFocus);
    m_add = add;
    m_column->addWidget(add, 0, Qt::AlignLeft);
    connect(add, &QToolButton::clicked, this, [this] {
        append({}, {});
        m_lines.back().host->setFocus();
        Q_EMIT edited();
    });
    append({}, {});
}

void ProfileHosts::append(const QString &host, const QString &port)
{
    Line line;
    line.box = new QWidget;
    auto *row = new QHBoxLayout(line.box);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::tight);
    line.host = new QLineEdit(host);
    line.host->setPlaceholderText(tr("Name, address, or socket folder"));
    line.port = new QLineEdit(port);
    line.port->setPlaceholderText(u"5432"_s);
    line.port->setFixedWidth(portWidth);
    line.remove = new QToolButton;
    line.remove->setIcon(icon(u"list-remove"));
    line.remove->setFocusPolicy(Qt::TabFocus);
    row->addWidget(line.host, 1);
    row->addWidget(line.port);
    row->addWidget(line.remove);
    for (QLineEdit *field : {line.host, line.port}) {
        connect(field, &QLineEdit::textChanged, this, [this] {
            if (!m_quiet)
                Q_EMIT edited();
        });
    }
    connect(line.remove, &QToolButton::clicked, this, [this, box = line.box] { removeLine(box); });
    m_column->insertWidget(int(m_lines.size()), line.box);
    // In the order of the keyboard, before the button that adds one.
    const QWidget *before = m_lines.empty() ? nullptr : m_lines.back().remove;
    if (before)
        setTabOrder(const_cast<QWidget *>(before), line.host);
    setTabOrder(line.host, line.port);
    setTabOrder(line.port, line.remove);
    setTabOrder(line.remove, m_add);
    m_lines.push_back(line);
    setFocusProxy(m_lines.front().host);
    name();
}

void ProfileHosts::removeLine(const QWidget *box)
{
    const auto found = std::ranges::find_if(m_lines, [box](const Line &each) { return each.box == box; });
    if (found == m_lines.end())
        return;
    found->box->hide();
    found->box->deleteLater();
    const auto next = m_lines.erase(found);
    if (m_lines.empty())
        append({}, {});
    else
        setFocusProxy(m_lines.front().host);
    (next == m_lines.end() ? m_lines.back() : *next).host->setFocus();
    name();
    Q_EMIT edited();
}

void ProfileHosts::name()
{
    for (size_t i = 0; i < m_lines.size(); ++i) {
        const Line &line = m_lines[i];
        line.host->setAccessibleName(m_lines.size() == 1 ? tr("Host") : tr("Host %1").arg(i + 1));
        line.port->setAccessibleName(m_lines.size() == 1 ? tr("Port") : tr("Port %1").arg(i + 1));
        line.remove->setAccessibleName(tr("Remove host %1").arg(i + 1));
        line.remove->setToolTip(tr("Remove this host"));
        line.remove->setVisible(m_lines.size() > 1);
    }
}

QString ProfileHosts::hosts() const
{
    QStringList all;
    for (const Line &line : m_lines)
        all << line.host->text().trimmed();
    return all.join(u',');
}

QString ProfileHosts::ports() const
{
    QStringList all;
    for (const Line &line : m_lines)
        all << line.port->text().trimmed();
    const bool same = std::ranges::all_of(all, [&all](const QString &each) { return each == all.front(); });
    return same ? all.front() : all.join(u',');
}

void ProfileHosts::set(const QString &hosts, const QString &ports)
{
    if (hosts == this->hosts() && ports == this->ports())
        return;
    const QScopedValueRollback quiet(m_quiet, true);
    const QStringList names = hosts.split(u',');
    const QStringList numbers = ports.split(u',');
    while (m_lines.size() > size_t(names.size())) {
        m_lines.back().box->hide();
        m_lines.back().box->deleteLater();
        m_lines.pop_back();
    }
    for (qsizetype i = 0; i < names.size(); ++i) {
        // More ports than hosts cannot be: the last line keeps what is over, to be seen and fixed.
        QString port = numbers.size() == 1 ? numbers.front() : numbers.value(i);
        if (i + 1 == names.size() && numbers.size() > names.size())
            port = numbers.mid(i).join(u',');
        if (size_t(i) >= m_lines.size()) {
            append(names[i], port);
            continue;
        }
        m_lines[size_t(i)].host->setText(names[i]);
        m_lines[size_t(i)].port->setText(port);
    }
    name();
}

} // namespace howdah::ui
