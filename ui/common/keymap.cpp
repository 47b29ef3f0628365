// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/keymap.h"

#include "common/captions.h"
#include "common/settings.h"

#include <QAction>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

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

void Keymap::add(const QString &group, const QString &groupTitle, const QList<QAction *> &actions)
{
    for (QAction *action : actions) {
        const auto isKnown = [action](const Entry &entry) { return entry.action == action; };
        if (!action || std::ranges::any_of(m_entries, isKnown))
            continue;
        const QString what = !action->objectName().isEmpty() ? action->objectName()
                           : action->shortcut().isEmpty()    ? wordsOfCaption(action->text())
                                                             : action->shortcut().toString(QKeySequence::PortableText);
        const QString first = group + u'/' + what;
        QString id = first;
        const auto isTaken = [&id](const Entry &entry) { return entry.id == id; };
        for (int number = 2; std::ranges::any_of(m_entries, isTaken); ++number)
            id = first + u'#' + QString::number(number);
        m_entries.push_back({id, group, groupTitle, action, action->shortcuts()});
        give(m_entries.back());
    }
    Q_EMIT changed();
}

bool Keymap::isChosen(const Entry &entry) const { return m_chosen.contains(entry.id); }

QKeySequence Keymap::keys(const Entry &entry) const
{
    const auto chosen = m_chosen.find(entry.id);
    return chosen != m_chosen.end() ? chosen->second : entry.own.value(0);
}

// Tips name the keys in their ends.
void Keymap::give(const Entry &entry) const
{
    if (!entry.action)
        return;
    const auto chosen = m_chosen.find(entry.id);
    QList<QKeySequence> wanted = entry.own;
    if (chosen != m_chosen.end())
        wanted = chosen->second.isEmpty() ? QList<QKeySequence>() : QList{chosen->second};
    const QString before = native(entry.action->shortcut());
    if (entry.action->shortcuts() == wanted)
        return;
    const QString tip = entry.action->toolTip();
    entry.action->setShortcuts(wanted);
    const QString old = u" ("_s + before + u')';
    if (before.isEmpty() || !tip.endsWith(old))
        return;
    const QString now = native(entry.action->shortcut());
    entry.action->setToolTip(tip.chopped(old.size()) + (now.isEmpty() ? QString() : u" ("_s + now + u')'));
}

QString Keymap::refusal(const Entry &entry, const QKeySequence &keys) const
{
    if (keys.isEmpty())
        return {};
    if (wouldBeTyped(keys))
        return tr("%1 is needed for typing. Add Ctrl or Alt, or choose a function key.").arg(native(keys));
    for (const Entry &other : m_entries) {
        if (other.id == entry.id || !other.action || !meet(entry, other))
            continue;
        const bool isChosenThere = isChosen(other);
        const QList<QKeySequence> there = isChosenThere ? QList{this->keys(other)} : other.own;
        const bool meets = std::ranges::any_of(there, [&keys](const QKeySequence &each) {
            return !each.isEmpty()
                && (each.matches(keys) != QKeySequence::NoMatch || keys.matches(each) != QKeySequence::NoMatch);
        });
        if (meets)
            return tr("%1 belongs to “%2” (%3).")
                .arg(native(keys), wordsOfCaption(other.action->text()), other.groupTitle);
    }
    return {};
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
    if (!isChosen(entry))
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
