// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connect/dialog/profilelist.h"

#include "base/whendone.h"
#include "common/density.h"
#include "common/icons.h"
#include "common/tooltips.h"
#include "common/widgets.h"
#include "connect/connectioncontroller.h"
#include "connect/dialog/profilelistdelegate.h"
#include "connection/profile/profilestore.h"

#include <QAction>
#include <QFileInfo>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QVBoxLayout>
#include <QtConcurrentRun>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using connection::Profile;

namespace {

constexpr int settleMs = 200; // a file that is replaced changes more than once

QString placeOf(const Profile &profile)
{
    if (connection::isPrivate(profile))
        return ProfileList::tr("Howdah's own PostgreSQL on this machine");
    const QString service = profile.target.value(u"service"_s);
    const QString place = connection::describe(profile.target);
    const QString whole = service.isEmpty() ? place : ProfileList::tr("%1 (service %2)").arg(place, service);
    return profile.ssh.enabled ? ProfileList::tr("%1 via %2").arg(whole, profile.ssh.host) : whole;
}

} // namespace

ProfileList::ProfileList(QWidget *parent)
    : QWidget(parent)
    , m_search(new QLineEdit)
    , m_list(new QListWidget)
    , m_problem(failedLabel())
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::tight);
    m_search->setPlaceholderText(tr("Find a profile"));
    m_search->setAccessibleName(tr("Find a profile"));
    addClearButton(m_search);
    column->addWidget(m_search);
    buildList();
    column->addWidget(m_list, 1);
    m_problem->setWordWrap(true);
    m_problem->hide();
    column->addWidget(m_problem);
    connect(m_search, &QLineEdit::textChanged, this, [this] { filter(); });
    m_search->installEventFilter(this);
    m_list->installEventFilter(this);
    m_again.setSingleShot(true);
    m_again.setInterval(settleMs);
    connect(&m_again, &QTimer::timeout, this, [this] { reload(); });
    connect(&m_watcher, &QFileSystemWatcher::fileChanged, this, [this] { m_again.start(); });
    connect(&m_watcher, &QFileSystemWatcher::directoryChanged, this, [this] {
        if (QFileInfo::exists(connection::ProfileStore().file()))
            m_again.start();
    });
    reload();
}

void ProfileList::buildList()
{
    m_list->setAccessibleName(tr("Profiles"));
    m_list->setItemDelegate(new ProfileListDelegate(m_list));
    m_list->setContextMenuPolicy(Qt::ActionsContextMenu);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
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
}

// Return takes the profile, and goes no further: the default button of a dialog would take it a second time.
bool ProfileList::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::KeyPress)
        return QWidget::eventFilter(watched, event);
    const int key = static_cast<QKeyEvent *>(event)->key();
    if (key == Qt::Key_Return || key == Qt::Key_Enter) {
        if (const Profile *profile = current())
            Q_EMIT activated(*profile);
        return true;
    }
    // From what is searched for to what was found.
    if (watched == m_search && key == Qt::Key_Down) {
        m_list->setFocus();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

void ProfileList::addListAction(QAction *action)
{
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    m_list->addAction(action);
}

void ProfileList::setUsed(const QStringList &ids)
{
    m_used = ids;
    fill();
}

void ProfileList::setEdited(const QSet<QString> &ids)
{
    if (std::exchange(m_edited, ids) == ids)
        return;
    for (int row = 0; row < m_list->count(); ++row) {
        QListWidgetItem *item = m_list->item(row);
        item->setData(
            ProfileListDelegate::EditedRole, m_edited.contains(item->data(ProfileListDelegate::IdRole).toString()));
    }
}

void ProfileList::reload(const QString &choose)
{
    if (!choose.isEmpty())
        m_wanted = choose;
    const auto read = QtConcurrent::run([] { return connection::ProfileStore().profiles(); });
    m_reads.ask(this, read, [this](Result<std::vector<Profile>> profiles) {
        m_problem->setVisible(!profiles);
        m_problem->setText(profiles ? QString() : describe(profiles.error()));
        showProfiles(profiles ? std::move(*profiles) : std::vector{connection::privateProfile()});
        watch();
        Q_EMIT loaded();
    });
}

// The file is replaced as a whole, so it is another one each time; before there is one, its folder tells.
void ProfileList::watch()
{
    const QString file = connection::ProfileStore().file();
    const QString folder = QFileInfo(file).path();
    if (QFileInfo::exists(file)) {
        m_watcher.removePath(folder);
        m_watcher.addPath(file); // once, however often
    } else if (QFileInfo::exists(folder)) {
        m_watcher.addPath(folder);
    }
}

void ProfileList::showProfiles(std::vector<Profile> profiles)
{
    const QString kept = currentId();
    const QString wanted = std::exchange(m_wanted, {});
    m_profiles = std::move(profiles);
    fill();
    if (!wanted.isEmpty()) {
        choose(wanted);
    } else if (!kept.isEmpty()) {
        // As it was; whoever shows it hears of a change by loaded().
        const QSignalBlocker quiet(m_list);
        m_list->setCurrentRow(rowOf(kept));
    }
}

// Each group at its place, the groups by the latest use of one in it.
std::vector<size_t> ProfileList::order() const
{
    const auto rank = [this](const Profile &profile) {
        const qsizetype at = m_used.indexOf(profile.id);
        return at < 0 ? m_used.size() : at;
    };
    QMap<QString, qsizetype> groups;
    for (const Profile &each : m_profiles) {
        const QString key = connection::nameKey(each.group);
        groups.insert(key, std::min(groups.value(key, m_used.size()), rank(each)));
    }
    std::vector<size_t> indexes(m_profiles.size());
    std::ranges::generate(indexes, [next = size_t(0)]() mutable { return next++; });
    std::ranges::stable_sort(indexes, {}, [&](size_t index) {
        const Profile &each = m_profiles[index];
        const QString key = connection::nameKey(each.group);
        // Without a group first, under the private server.
        return std::tuple(!connection::isPrivate(each), !key.isEmpty(), groups.value(key), key, rank(each));
    });
    return indexes;
}

void ProfileList::fill()
{
    const QString kept = currentId();
    const QSignalBlocker quiet(m_list);
    m_list->clear();
    QString group;
    for (const size_t index : order()) {
        if (const QString own = m_profiles[index].group; connection::nameKey(own) != connection::nameKey(group))
            addGroup(group = own);
        addRow(index);
    }
    filter();
    if (!kept.isEmpty())
        m_list->setCurrentRow(rowOf(kept));
}

void ProfileList::addGroup(const QString &name)
{
    auto *item = new QListWidgetItem(name, m_list);
    item->setFlags(Qt::NoItemFlags);
    item->setData(Qt::AccessibleTextRole, tr("Group %1").arg(name));
    item->setSizeHint({0, rowHeight()});
}

void ProfileList::addRow(size_t index)
{
    const Profile &profile = m_profiles[index];
    auto *item = new QListWidgetItem(profile.name, m_list);
    const QString environment = environmentName(profile.environment);
    item->setData(ProfileListDelegate::IndexRole, int(index));
    item->setData(ProfileListDelegate::IdRole, profile.id);
    item->setData(ProfileListDelegate::PlaceRole, placeOf(profile));
    item->setData(ProfileListDelegate::ColourRole, profile.colour);
    item->setData(ProfileListDelegate::EnvironmentRole, int(profile.environment));
    item->setData(ProfileListDelegate::EditedRole, m_edited.contains(profile.id));
    item->setToolTip(plainToolTip(tr("%1\n%2\n%3").arg(profile.name, placeOf(profile), environment)));
    const QString words = tr("%1, %2, %3").arg(profile.name, placeOf(profile), environment);
    item->setData(
        Qt::AccessibleTextRole, profile.group.isEmpty() ? words : tr("%1, group %2").arg(words, profile.group));
}

// A group is seen as long as one of it is.
void ProfileList::filter()
{
    const QString wanted = connection::nameKey(m_search->text());
    QListWidgetItem *group = nullptr;
    for (int row = 0; row < m_list->count(); ++row) {
        QListWidgetItem *item = m_list->item(row);
        if (!item->data(ProfileListDelegate::IndexRole).isValid()) {
            group = item;
            group->setHidden(true);
            continue;
        }
        const Profile &profile = m_profiles[item->data(ProfileListDelegate::IndexRole).toUInt()];
        const QString words = connection::nameKey(profile.name + u' ' + profile.group + u' ' + placeOf(profile));
        const bool found = std::ranges::all_of(
            wanted.split(u' ', Qt::SkipEmptyParts), [&words](const QString &word) { return words.contains(word); });
        item->setHidden(!found);
        if (found && group && !profile.group.isEmpty())
            group->setHidden(false);
    }
    if (wanted.isEmpty())
        return;
    // The first that is left, so that Return takes it.
    const QListWidgetItem *now = m_list->currentItem();
    for (int row = 0; (!now || now->isHidden()) && row < m_list->count(); ++row) {
        const QListWidgetItem *item = m_list->item(row);
        if (!item->isHidden() && item->flags().testFlag(Qt::ItemIsSelectable)) {
            m_list->setCurrentRow(row);
            break;
        }
    }
}

int ProfileList::rowOf(const QString &id) const
{
    for (int row = 0; row < m_list->count(); ++row) {
        if (m_list->item(row)->data(ProfileListDelegate::IdRole) == id)
            return row;
    }
    return -1;
}

void ProfileList::choose(const QString &id) { m_list->setCurrentRow(rowOf(id)); }

const Profile *ProfileList::current() const
{
    const QListWidgetItem *item = m_list->currentItem();
    const QVariant index = item ? item->data(ProfileListDelegate::IndexRole) : QVariant();
    return index.isValid() && index.toUInt() < m_profiles.size() ? &m_profiles[index.toUInt()] : nullptr;
}

QString ProfileList::currentId() const
{
    const QListWidgetItem *item = m_list->currentItem();
    return item ? item->data(ProfileListDelegate::IdRole).toString() : QString();
}

void ProfileList::clearChoice()
{
    const QSignalBlocker quiet(m_list);
    m_list->setCurrentRow(-1);
}

} // namespace howdah::ui
