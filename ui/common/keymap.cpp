// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/keymap.h"

#include "common/captions.h"
#include "common/settings.h"

#include <QAction>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace howdah::ui {

namespace {

QString native(const QKeySequence &keys) { return keys.toString(QKeySequence::NativeText); }

// A letter would not be typed any more, and Tab or Return would not do what they do in fields and lists.
bool wouldBeTyped(const QKeySequence &keys)
{
    const QKeyCombination first = keys[0];
    const Qt::KeyboardModifiers modifiers = first.keyboardModifiers() & ~Qt::KeypadModifier;
    const bool isFunction = first.key() >= Qt::Key_F1 && first.key() <= Qt::Key_F35;
    return !isFunction && (modifiers == Qt::NoModifier || modifiers == Qt::ShiftModifier);
}

bool meet(const Keymap::Entry &one, const Keymap::Entry &other)
{
    return one.group == other.group || one.group == Keymap::Window || other.group == Keymap::Window;
}

// By what it came with; nothing that another language or a choice changes.
QString firstId(const QString &group, const QAction *action)
{
    const QString what = !action->objectName().isEmpty() ? action->objectName()
                       : action->shortcut().isEmpty()    ? wordsOfCaption(action->text())
                                                         : action->shortcut().toString(QKeySequence::PortableText);
    return group + u'/' + what;
}

QString numbered(const QString &id, int number) { return number < 2 ? id : id + u'#' + QString::number(number); }

} // namespace

Keymap::Keymap(Settings &settings, QObject *parent)
    : QObject(parent)
    , m_settings(settings)
{
    readChosen();
    connect(&settings, &Settings::changed, this, [this](const QString &name) {
        if (name != settings::shortcuts.name)
            return;
        readChosen();
        judge();
        for (const Entry &entry : m_entries)
            give(entry);
        Q_EMIT changed();
    });
}

// What is no object of keys is as if nothing had been chosen.
void Keymap::readChosen()
{
    m_chosen.clear();
    const QByteArray text = m_settings.value(settings::shortcuts).toUtf8();
    const QJsonObject object = QJsonDocument::fromJson(text).object();
    for (auto it = object.begin(); it != object.end(); ++it) {
        const QKeySequence keys = QKeySequence::fromString(it.value().toString(), QKeySequence::PortableText);
        if (it.value().isString() && (keys.isEmpty() || !wouldBeTyped(keys)))
            m_chosen[it.key()] = keys;
    }
}

void Keymap::keepChosen()
{
    QJsonObject object;
    for (const auto &[id, keys] : m_chosen)
        object.insert(id, keys.toString(QKeySequence::PortableText));
    if (object.isEmpty())
        m_settings.reset(settings::shortcuts.name);
    else
        m_settings.set(settings::shortcuts, QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact)));
}

void Keymap::append(const QString &id, const QString &group, const QString &groupTitle, QAction *action)
{
    m_entries.push_back({id, group, groupTitle, action->shortcuts(), {action}});
}

static bool isOf(const Keymap::Entry &entry, const QAction *action)
{
    return std::ranges::any_of(entry.actions, [action](const QPointer<QAction> &one) { return one.data() == action; });
}

QAction *Keymap::Entry::action() const
{
    const auto left = std::ranges::find_if(actions, [](const QPointer<QAction> &one) { return !one.isNull(); });
    return left == actions.end() ? nullptr : left->data();
}

void Keymap::add(const QString &group, const QString &groupTitle, const QList<QAction *> &actions)
{
    for (QAction *action : actions) {
        if (!action || std::ranges::any_of(m_entries, [action](const Entry &entry) { return isOf(entry, action); }))
            continue;
        const QString first = firstId(group, action);
        int number = 1;
        while (std::ranges::find(m_entries, numbered(first, number), &Entry::id) != m_entries.end())
            ++number;
        append(numbered(first, number), group, groupTitle, action);
    }
    judge();
    for (const Entry &entry : m_entries)
        give(entry);
    Q_EMIT changed();
}

// One that is known already has its number by that; of several of one name the order tells which is which.
void Keymap::addTwins(const QString &group, const QString &groupTitle, const QList<QAction *> &actions)
{
    std::set<QString> seen;
    bool isNew = false;
    for (QAction *action : actions) {
        if (!action)
            continue;
        const auto known =
            std::ranges::find_if(m_entries, [action](const Entry &entry) { return isOf(entry, action); });
        if (known != m_entries.end()) {
            seen.insert(known->id);
            continue;
        }
        const QString first = firstId(group, action);
        int number = 1;
        while (seen.contains(numbered(first, number)))
            ++number;
        const QString id = numbered(first, number);
        seen.insert(id);
        isNew = true;
        const auto twin = std::ranges::find(m_entries, id, &Entry::id);
        if (twin == m_entries.end()) {
            append(id, group, groupTitle, action);
            continue;
        }
        twin->actions.removeIf([](const QPointer<QAction> &one) { return !one; }); // of tabs that were closed
        twin->actions << action;
    }
    if (!isNew)
        return;
    judge();
    for (const Entry &entry : m_entries)
        give(entry);
    Q_EMIT changed();
}

bool Keymap::isChosen(const Entry &entry) const { return m_chosen.contains(entry.id) && !m_refused.contains(entry.id); }

QKeySequence Keymap::keys(const Entry &entry) const
{
    return isChosen(entry) ? m_chosen.at(entry.id) : entry.own.value(0);
}

void Keymap::give(const Entry &entry) const
{
    QList<QKeySequence> wanted = entry.own;
    if (isChosen(entry))
        wanted = keys(entry).isEmpty() ? QList<QKeySequence>() : QList{keys(entry)};
    for (QAction *action : entry.actions) {
        if (action && action->shortcuts() != wanted)
            give(action, wanted);
    }
}

// Tips name the keys in their ends.
void Keymap::give(QAction *action, const QList<QKeySequence> &wanted) const
{
    const QString before = native(action->shortcut());
    const QString tip = action->toolTip();
    action->setShortcuts(wanted);
    const QString old = u" ("_s + before + u')';
    if (before.isEmpty() || !tip.endsWith(old))
        return;
    const QString now = native(action->shortcut());
    action->setToolTip(tip.chopped(old.size()) + (now.isEmpty() ? QString() : u" ("_s + now + u')'));
}

// Whoever has these keys already where both are there at the same time. Of two that were given the same the first one.
const Keymap::Entry *Keymap::holder(const Entry &entry, const QKeySequence &keys) const
{
    for (const Entry &other : m_entries) {
        if (other.id == entry.id || !meet(entry, other))
            continue;
        const QList<QKeySequence> there = isChosen(other) ? QList{this->keys(other)} : other.own;
        const bool meets = std::ranges::any_of(there, [&keys](const QKeySequence &each) {
            return !each.isEmpty()
                && (each.matches(keys) != QKeySequence::NoMatch || keys.matches(each) != QKeySequence::NoMatch);
        });
        if (meets)
            return &other;
    }
    return nullptr;
}

// Who is refused has his own keys again, which another one may have been given: so until nobody more is.
void Keymap::judge()
{
    m_refused.clear();
    for (bool grows = true; grows;) {
        grows = false;
        for (auto entry = m_entries.rbegin(); entry != m_entries.rend(); ++entry) {
            if (isChosen(*entry) && !keys(*entry).isEmpty() && holder(*entry, keys(*entry))) {
                m_refused.insert(entry->id);
                grows = true;
            }
        }
    }
}

QStringList Keymap::problems() const
{
    QStringList sentences;
    for (const Entry &entry : m_entries) {
        const auto chosen = m_refused.contains(entry.id) ? m_chosen.find(entry.id) : m_chosen.end();
        const Entry *other = chosen == m_chosen.end() ? nullptr : holder(entry, chosen->second);
        if (other && entry.action() && other->action())
            sentences << tr("%1 was chosen for “%2”, but belongs to “%3” (%4).")
                             .arg(
                                 native(chosen->second), wordsOfCaption(entry.action()->text()),
                                 wordsOfCaption(other->action()->text()), other->groupTitle);
    }
    return sentences;
}

QString Keymap::refusal(const Entry &entry, const QKeySequence &keys) const
{
    if (keys.isEmpty())
        return {};
    if (wouldBeTyped(keys))
        return tr("%1 is needed for typing. Add Ctrl or Alt, or choose a function key.").arg(native(keys));
    const Entry *other = holder(entry, keys);
    return other && other->action() ? tr("%1 belongs to “%2” (%3).")
                                          .arg(native(keys), wordsOfCaption(other->action()->text()), other->groupTitle)
                                    : QString();
}

bool Keymap::choose(const Entry &entry, const QKeySequence &keys)
{
    if (!refusal(entry, keys).isEmpty())
        return false;
    if (entry.own.value(0) == keys)
        return reset(entry);
    m_chosen[entry.id] = keys;
    keepChosen();
    return true;
}

bool Keymap::reset(const Entry &entry)
{
    if (!m_chosen.contains(entry.id))
        return true;
    const QString id = entry.id; // of an entry that stays, and a map that does not
    for (const QKeySequence &keys : entry.own) {
        // Two that came with the same keys live in different parts of a page.
        const auto hasTaken = [&](const Entry &other) {
            return other.id != id && meet(entry, other) && isChosen(other) && this->keys(other) == keys;
        };
        if (std::ranges::any_of(m_entries, hasTaken))
            return false;
    }
    m_chosen.erase(id);
    keepChosen();
    return true;
}

void Keymap::resetAll()
{
    m_chosen.clear();
    keepChosen();
}

} // namespace howdah::ui
