// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/edit/keybox.h"

#include "base/propagate.h"
#include "base/whendone.h"
#include "prompt/keychain.h"
#include "prompt/promptjournal.h"

#include <QDir>
#include <QtConcurrentRun>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using prompt::KeyRing;

namespace {

Result<KeyRing> copyOf(const KeyRing &ring)
{
    QByteArray text = ring.toText();
    Result<KeyRing> copy = KeyRing::fromText(text);
    prompt::wipe(text);
    return copy;
}

Result<KeyBox::Ring> shared(Result<KeyRing> ring)
{
    if (!ring)
        return fail(ring.error());
    return std::make_shared<const KeyRing>(std::move(*ring));
}

// Keys that are kept nowhere but here.
class MemoryKeyStore final : public prompt::KeyStore
{
public:
    explicit MemoryKeyStore(KeyBox::Ring ring)
        : m_ring(std::move(ring))
    {
    }
    Result<KeyRing> load() override { return copyOf(*m_ring); }
    Result<void> save(const KeyRing &ring) override
    {
        ASSIGN_OR_RETURN(KeyBox::Ring copy, shared(copyOf(ring)));
        m_ring = std::move(copy);
        return {};
    }

private:
    KeyBox::Ring m_ring;
};

} // namespace

KeyBox::KeyBox(QObject *parent)
    : QObject(parent)
    , m_ring(std::make_shared<const KeyRing>())
{
    m_pool.setMaxThreadCount(1);
}

KeyBox::~KeyBox() { m_pool.waitForDone(); }

QString KeyBox::placeWords() const
{
    switch (m_place) {
    case Place::Keychain:
        return tr("the keychain of this desktop");
    case Place::File:
        return QDir::toNativeSeparators(m_file);
    case Place::Session:
        return tr("memory, until the window closes");
    }
    return {};
}

std::unique_ptr<prompt::KeyStore> KeyBox::store() const
{
    if (m_place == Place::File)
        return std::make_unique<prompt::FileKeyStore>(m_file);
    if (m_place == Place::Session)
        return std::make_unique<MemoryKeyStore>(m_ring);
    return std::make_unique<prompt::KeychainKeyStore>();
}

void KeyBox::use(Place place, const QString &file)
{
    if (place == m_place && file == m_file && m_state != State::Unknown)
        return;
    m_place = place;
    m_file = file;
    m_ring = std::make_shared<const KeyRing>();
    m_state = State::Unknown;
    load();
}

void KeyBox::load()
{
    if (m_place == Place::Session) {
        m_rings.drop(); // what a keychain answers from now on was asked before
        m_state = m_ring->isEmpty() ? State::Empty : State::Ready;
        Q_EMIT changed();
        return;
    }
    const Latest::Question question = m_rings.next();
    m_state = State::Loading;
    Q_EMIT changed();
    ++m_busy;
    std::shared_ptr<prompt::KeyStore> from = store();
    whenDone(
        this, QtConcurrent::run(&m_pool, [from]() -> Result<Ring> { return shared(from->load()); }),
        [this, question](const Result<Ring> &ring) {
            --m_busy;
            if (question.isWanted())
                take(ring);
        });
}

static KeyBox::State stateAfter(ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::NotFound:
        return KeyBox::State::Empty;
    case ErrorKind::Connection:
        return KeyBox::State::NoKeychain;
    case ErrorKind::Permission:
    case ErrorKind::Timeout:
        return KeyBox::State::Locked;
    case ErrorKind::Internal:
    case ErrorKind::Usage:
    case ErrorKind::Conflict:
    case ErrorKind::Invalid:
    case ErrorKind::Io:
    case ErrorKind::Authentication:
    case ErrorKind::Server:
    case ErrorKind::Cancelled:
        break;
    }
    return KeyBox::State::Failed;
}

void KeyBox::take(const Result<Ring> &answer)
{
    m_error = answer ? Error() : answer.error();
    m_ring = answer ? *answer : std::make_shared<const KeyRing>();
    if (answer)
        m_state = m_ring->isEmpty() ? State::Empty : State::Ready;
    else
        m_state = stateAfter(m_error.kind);
    Q_EMIT changed();
}

void KeyBox::change(Change change, std::function<void(const Result<void> &)> done)
{
    ++m_busy;
    std::shared_ptr<prompt::KeyStore> in = store();
    whenDone(
        this,
        QtConcurrent::run(
            &m_pool,
            [in, name = placeWords(), change = std::move(change)]() -> Result<Ring> {
                return shared(change({*in, name, prompt::promptJournalFile()}));
            }),
        [this, question = m_rings.next(), done = std::move(done)](const Result<Ring> &ring) {
            --m_busy;
            if (ring && question.isWanted())
                take(ring);
            done(ring ? Result<void>() : Result<void>(fail(ring.error())));
        });
}

void KeyBox::create(std::function<void(const Result<QString> &)> done)
{
    auto id = std::make_shared<QString>();
    change(
        [id](const operations::KeyPlace &place) {
            Result<KeyRing> made = operations::createPromptKey(place);
            if (made)
                *id = made->current()->id;
            return made;
        },
        [id, done = std::move(done)](const Result<void> &made) {
            done(made ? Result<QString>(*id) : Result<QString>(fail(made.error())));
        });
}

void KeyBox::add(const QString &id, prompt::Key key, std::function<void(const Result<void> &)> done)
{
    auto shared = std::make_shared<const prompt::Key>(std::move(key));
    change(
        [id, shared](const operations::KeyPlace &place) { return operations::addPromptKey(place, id, *shared); },
        std::move(done));
}

void KeyBox::backUp(const QString &file, const QString &passphrase, std::function<void(const Result<void> &)> done)
{
    ++m_busy;
    std::shared_ptr<prompt::KeyStore> in = store();
    whenDone(
        this,
        QtConcurrent::run(
            &m_pool,
            [in, name = placeWords(), ring = m_ring, file, passphrase]() -> Result<bool> {
                RETURN_IF_ERROR(operations::backUpPromptKeys(
                    {*in, name, prompt::promptJournalFile()}, *ring, file, passphrase,
                    operations::ExistingFile::Replace));
                return true;
            }),
        [this, done = std::move(done)](const Result<bool> &saved) {
            --m_busy;
            done(saved ? Result<void>() : Result<void>(fail(saved.error())));
        });
}

void KeyBox::restore(const QString &file, const QString &passphrase, std::function<void(const Result<int> &)> done)
{
    auto added = std::make_shared<int>(0);
    change(
        [file, passphrase, added](const operations::KeyPlace &place) -> Result<KeyRing> {
            ASSIGN_OR_RETURN(const KeyRing backup, operations::openKeyBackup(file, passphrase));
            ASSIGN_OR_RETURN(operations::KeysRestored restored, operations::restorePromptKeys(place, backup, file));
            *added = restored.added;
            return std::move(restored.keys);
        },
        [added, done = std::move(done)](const Result<void> &made) {
            done(made ? Result<int>(*added) : Result<int>(fail(made.error())));
        });
}

void KeyBox::lock()
{
    m_rings.drop();
    m_ring = std::make_shared<const KeyRing>();
    m_state = State::Unknown;
    Q_EMIT changed();
}

QJsonObject KeyBox::saveState() const
{
    return {{u"place"_s, m_place == Place::File ? u"file"_s : u"keychain"_s}, {u"file"_s, m_file}};
}

void KeyBox::restoreState(const QJsonObject &state)
{
    const bool file = state[u"place"_s].toString() == "file"_L1;
    m_place = file ? Place::File : Place::Keychain;
    m_file = file ? state[u"file"_s].toString() : QString();
}

} // namespace howdah::ui
