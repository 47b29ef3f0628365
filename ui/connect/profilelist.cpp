// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connect/profilelist.h"

#include "base/whendone.h"
#include "common/icons.h"
#include "common/widgets.h"
#include "connect/connectioncontroller.h"
#include "connection/profilestore.h"

#include <QListWidget>
#include <QVBoxLayout>
#include <QtConcurrentRun>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using connection::Profile;

namespace {

QString placeOf(const Profile &profile)
{
    return connection::isPrivate(profile) ? ProfileList::tr("Howdah's own PostgreSQL on this machine")
                                          : connection::describe(profile.target);
}

QString wordsOf(const Profile &profile)
{
    const QString name = profile.group.isEmpty() ? profile.name : profile.group + u" / "_s + profile.name;
    return ProfileList::tr("%1: %2").arg(name, placeOf(profile));
}

} // namespace

ProfileList::ProfileList(QWidget *parent)
    : QWidget(parent)
    , m_list(new QListWidget)
    , m_problem(mutedLabel())
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::tight);
    QLabel *caption = plainLabel(tr("P&rofiles"));
    caption->setBuddy(m_list);
    column->addWidget(caption);
    m_list->setAccessibleName(tr("Profiles"));
    m_list->setProperty("role", u"menu"_s);
    m_list->setMinimumHeight(3 * space::rowComfortable + 4);
    m_list->setMaximumHeight(5 * space::rowComfortable + 4);
    column->addWidget(m_list);
    m_problem->setWordWrap(true);
    m_problem->hide();
    column->addWidget(m_problem);
    connect(m_list, &QListWidget::currentRowChanged, this, [this] {
        if (const Profile *profile = current())
            Q_EMIT chosen(*profile);
    });
    // A click on the one that is chosen already chooses it again.
    connect(m_list, &QListWidget::itemClicked, this, [this] {
        if (const Profile *profile = current())
            Q_EMIT chosen(*profile);
    });
    connect(m_list, &QListWidget::itemActivated, this, [this] {
        if (const Profile *profile = current())
            Q_EMIT activated(*profile);
    });
    reload();
}

void ProfileList::reload(const QString &choose)
{
    const auto read = QtConcurrent::run([] { return connection::ProfileStore().profiles(); });
    whenDone(this, read, [this, choose](Result<std::vector<Profile>> profiles) {
        m_problem->setVisible(!profiles);
        m_problem->setText(profiles ? QString() : describe(profiles.error()));
        show(profiles ? std::move(*profiles) : std::vector{connection::privateProfile()}, choose);
        Q_EMIT loaded();
    });
}

void ProfileList::show(std::vector<Profile> profiles, const QString &choose)
{
    {
        const QSignalBlocker quiet(m_list);
        m_list->clear();
        m_profiles = std::move(profiles);
        for (const Profile &each : m_profiles) {
            auto *item =
                new QListWidgetItem(icon(u"media-record", environmentTone(each.environment)), wordsOf(each), m_list);
            item->setToolTip(environmentName(each.environment));
            item->setData(Qt::AccessibleTextRole, tr("%1, %2").arg(wordsOf(each), environmentName(each.environment)));
            item->setSizeHint({0, space::rowComfortable});
        }
    }
    const auto at = std::ranges::find(m_profiles, choose, &Profile::id);
    if (!choose.isEmpty() && at != m_profiles.end())
        m_list->setCurrentRow(int(at - m_profiles.begin()));
}

const Profile *ProfileList::current() const
{
    const int row = m_list->currentRow();
    return row >= 0 && size_t(row) < m_profiles.size() ? &m_profiles[size_t(row)] : nullptr;
}

void ProfileList::clearChoice()
{
    const QSignalBlocker quiet(m_list);
    m_list->setCurrentRow(-1);
}

} // namespace howdah::ui
