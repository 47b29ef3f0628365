// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/latest.h"
#include "operations/promptkeys.h"

#include <QJsonObject>
#include <QObject>
#include <QThreadPool>

#include <functional>
#include <memory>

namespace howdah::ui {

// The keys that the window holds, where they come from, and every change of them. They are never kept anywhere that the
// operator has not chosen: without a keychain the page asks. UI thread; keychain and files are asked on another one.
class KeyBox final : public QObject
{
    Q_OBJECT
public:
    enum class Place {
        Keychain,
        File,    // readable by its owner only
        Session, // typed or restored: in memory until the window closes
    };
    enum class State {
        Unknown, // nothing has been asked yet
        Loading,
        Ready, // there are keys
        Empty, // the place answers, and has none
        NoKeychain,
        Locked, // the keychain stays locked, or the file is open to others
        Failed, // error() says why
    };
    using Ring = std::shared_ptr<const prompt::KeyRing>;

    explicit KeyBox(QObject *parent = nullptr);
    ~KeyBox() override;

    [[nodiscard]] State state() const { return m_state; }
    [[nodiscard]] Place place() const { return m_place; }
    [[nodiscard]] QString file() const { return m_file; }
    [[nodiscard]] QString placeWords() const;
    [[nodiscard]] const Error &error() const { return m_error; }
    [[nodiscard]] bool isBusy() const { return m_busy > 0; }
    [[nodiscard]] Ring ring() const { return m_ring; } // never nullptr

    void use(Place place, const QString &file = {});
    void load();
    // Changes of the keys where they are kept (operations/promptkeys.h); `done` comes once, then changed().
    // A new random key, which becomes the current one.
    void create(std::function<void(const Result<QString> &id)> done);
    // One that somebody has typed.
    void add(const QString &id, prompt::Key key, std::function<void(const Result<void> &)> done);
    // Whoever asks has asked whether a file of that name is to be replaced.
    void backUp(const QString &file, const QString &passphrase, std::function<void(const Result<void> &)> done);
    // Adds those keys of a backup that are not available; answers how many.
    void restore(const QString &file, const QString &passphrase, std::function<void(const Result<int> &)> done);
    // Forgets what is in memory.
    void lock();

    // For the page's settings: never a key.
    [[nodiscard]] QJsonObject saveState() const;
    void restoreState(const QJsonObject &state);

Q_SIGNALS:
    void changed();

private:
    using Change = std::function<Result<prompt::KeyRing>(const operations::KeyPlace &)>;

    [[nodiscard]] std::unique_ptr<prompt::KeyStore> store() const;
    void change(Change change, std::function<void(const Result<void> &)> done);
    void take(const Result<Ring> &answer);

    QThreadPool m_pool;
    Place m_place = Place::Keychain;
    QString m_file;
    State m_state = State::Unknown;
    Error m_error;
    Ring m_ring;
    Latest m_rings;
    int m_busy = 0;
};

} // namespace howdah::ui
