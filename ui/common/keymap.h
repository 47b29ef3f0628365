// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QKeySequence>
#include <QList>
#include <QObject>
#include <QPointer>

#include <map>
#include <set>
#include <vector>

class QAction;

namespace howdah::ui {

class Settings;

// The keys of all commands: their own, and those that the operator has chosen instead, which are kept and given to the
// actions when they come. UI thread.
class Keymap final : public QObject
{
    Q_OBJECT
public:
    static constexpr QLatin1StringView Window{"window"}; // the group of what works everywhere

    struct Entry
    {
        QString id; // of the group and the keys that it came with, so that another language changes nothing
        QString group;
        QString groupTitle;
        QList<QKeySequence> own;
        QList<QPointer<QAction>> actions; // one in each tab that has it: what is done to one is done to all

        [[nodiscard]] QAction *action() const; // one of them; nullptr when all are gone
    };

    // Settings outlive it.
    explicit Keymap(Settings &settings, QObject *parent = nullptr);

    // Those that are there already are left alone.
    void add(const QString &group, const QString &groupTitle, const QList<QAction *> &actions);
    // The same commands once more, as each tab has them: who is like one of the group has its keys, whoever is not
    // there yet is added. In the order of add().
    void addTwins(const QString &group, const QString &groupTitle, const QList<QAction *> &actions);
    [[nodiscard]] const std::vector<Entry> &entries() const { return m_entries; }

    [[nodiscard]] QKeySequence keys(const Entry &entry) const;
    [[nodiscard]] bool isChosen(const Entry &entry) const;
    // Why it cannot have these keys: "" when it can. Keys that are typed or steer fields, and those of another command
    // that is there at the same time, by its name.
    [[nodiscard]] QString refusal(const Entry &entry, const QKeySequence &keys) const;
    // Empty keys: none. False where refusal() says why.
    bool choose(const Entry &entry, const QKeySequence &keys);
    // Its own, unless another command has been given them meanwhile.
    bool reset(const Entry &entry);
    void resetAll();
    // What was chosen, by hand in the file of settings, and cannot be: a sentence each. Those have their own keys.
    [[nodiscard]] QStringList problems() const;

Q_SIGNALS:
    void changed();

private:
    void readChosen();
    void keepChosen();
    void judge();
    void give(const Entry &entry) const;
    void give(QAction *action, const QList<QKeySequence> &wanted) const;
    void append(const QString &id, const QString &group, const QString &groupTitle, QAction *action);
    [[nodiscard]] const Entry *holder(const Entry &entry, const QKeySequence &keys) const;

    Settings &m_settings;
    std::vector<Entry> m_entries;
    std::map<QString, QKeySequence> m_chosen; // by id
    std::set<QString> m_refused;              // of those, what belongs to another one
};

} // namespace howdah::ui
