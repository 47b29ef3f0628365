// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connect/dialog/profilekeeper.h"

#include "base/propagate.h"
#include "base/whendone.h"
#include "connection/keychain.h"
#include "connection/profile/profilestore.h"
#include "connection/profile/secretsource.h"

#include <QtConcurrentRun>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using connection::Keychain;
using connection::Profile;
using connection::ProfileStore;
using connection::SecretKind;

namespace {

constexpr std::chrono::seconds ForgetPatience(10); // nobody is asked to unlock a keychain for this

struct Kept
{
    Profile profile;
    QString warning;
};

Result<Kept> keepNow(const std::optional<Profile> &before, Profile after, ProfileKeeper::Secrets secrets)
{
    ProfileStore store;
    const bool hasSecrets = !secrets.password.isEmpty() || !secrets.passphrase.isEmpty();
    if (hasSecrets)
        after.secret = connection::SecretSource::Keychain;
    ASSIGN_OR_RETURN(Profile stored, before ? store.replace(*before, after) : store.add(after));
    Kept done{stored, {}};
    for (auto *secret : {&secrets.password, &secrets.passphrase}) {
        if (secret->isEmpty() || !done.warning.isEmpty())
            continue;
        const SecretKind kind = secret == &secrets.password ? SecretKind::Password : SecretKind::KeyPassphrase;
        if (const auto held = Keychain().write(connection::keychainEntry(stored, kind), *secret); !held)
            done.warning = describe(held.error());
    }
    connection::wipeSecret(secrets.password);
    connection::wipeSecret(secrets.passphrase);
    return done;
}

Result<Profile> copyNow(Profile profile)
{
    ProfileStore store;
    ASSIGN_OR_RETURN(const std::vector<Profile> all, store.profiles());
    const QString name = profile.name.left(90);
    for (int number = 2;; ++number) {
        profile.name = u"%1 (%2)"_s.arg(name).arg(number);
        const QString key = connection::nameKey(profile.name);
        if (std::ranges::none_of(all, [&key](const Profile &each) { return connection::nameKey(each.name) == key; }))
            return store.add(profile);
    }
}

} // namespace

ProfileKeeper::ProfileKeeper(QObject *parent)
    : QObject(parent)
{
}

ProfileKeeper::~ProfileKeeper()
{
    if (m_removed.empty())
        return;
    // Without a keychain there is nothing in it.
    std::ignore = QtConcurrent::run([removed = std::move(m_removed)] {
        const Keychain keychain(ForgetPatience);
        for (const Profile &each : removed) {
            for (const SecretKind kind : {SecretKind::Password, SecretKind::KeyPassphrase})
                std::ignore = keychain.remove(connection::keychainEntry(each, kind));
        }
    });
}

void ProfileKeeper::setBusy(bool busy)
{
    m_busy = busy;
    Q_EMIT busyChanged();
}

template <typename T>
void ProfileKeeper::run(std::function<Result<T>()> work, std::function<void(const T &)> then)
{
    setBusy(true);
    whenDone(this, QtConcurrent::run(std::move(work)), [this, then = std::move(then)](const Result<T> &answer) {
        setBusy(false);
        if (answer)
            then(*answer);
        else
            Q_EMIT failed(answer.error());
    });
}

void ProfileKeeper::keep(const std::optional<Profile> &before, const Profile &after, Secrets secrets)
{
    run<Kept>(
        [before, after, secrets = std::move(secrets)] { return keepNow(before, after, secrets); },
        [this](const Kept &done) { Q_EMIT kept(done.profile, done.warning); });
}

void ProfileKeeper::duplicate(const Profile &profile)
{
    run<Profile>([profile] { return copyNow(profile); }, [this](const Profile &copy) { Q_EMIT copied(copy); });
}

void ProfileKeeper::remove(const Profile &profile)
{
    run<Profile>(
        [profile]() -> Result<Profile> {
            RETURN_IF_ERROR(ProfileStore().remove(profile.id));
            return profile;
        },
        [this](const Profile &gone) {
            m_removed.push_back(gone);
            Q_EMIT removed(gone);
        });
}

void ProfileKeeper::putBack()
{
    if (m_removed.empty())
        return;
    run<Profile>(
        [profile = m_removed.back()] { return ProfileStore().putBack(profile); },
        [this](const Profile &back) {
            std::erase_if(m_removed, [&back](const Profile &each) { return each.id == back.id; });
            Q_EMIT cameBack(back);
        });
}

} // namespace howdah::ui
