// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/edit/keybox.h"

#include "base/whendone.h"
#include "prompt/keybackup.h"
#include "prompt/keychain.h"
#include "prompt/promptfile.h"

#include <QDir>
#include <QFile>
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

Result<QByteArray> readFile(const QString &name)
{
    QFile file(name);
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorKind::Io, KeyBox::tr("%1 could not be read: %2").arg(name, file.errorString()));
    return file.readAll();
}

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
        m_state = m_ring->isEmpty() ? State::Empty : State::Ready;
        Q_EMIT changed();
        return;
    }
    const quint64 asked = ++m_asked;
    m_state = State::Loading;
    Q_EMIT changed();
    ++m_busy;
    std::shared_ptr<prompt::KeyStore> from = store();
    whenDone(
        this, QtConcurrent::run(&m_pool, [from]() -> Result<Ring> { return shared(from->load()); }),
        [this, asked](const Result<Ring> &ring) {
            --m_busy;
            if (asked == m_asked)
                take(ring);
        });
}

void KeyBox::take(const Result<Ring> &answer)
{
    m_error = answer ? Error() : answer.error();
    if (answer) {
        m_ring = *answer;
        m_state = m_ring->isEmpty() ? State::Empty : State::Ready;
    } else {
        m_ring = std::make_shared<const KeyRing>();
        switch (m_error.kind) {
        case ErrorKind::NotFound:
            m_state = State::Empty;
            break;
        case ErrorKind::Connection:
            m_state = State::NoKeychain;
            break;
        case ErrorKind::Permission:
        case ErrorKind::Timeout:
            m_state = State::Locked;
            break;
        default:
            m_state = State::Failed;
        }
    }
    Q_EMIT changed();
}

void KeyBox::change(Change change, std::function<void(const Result<void> &)> done)
{
    if (m_place == Place::Session) {
        Result<KeyRing> copy = copyOf(*m_ring);
        const Result<void> made = copy ? change(*copy) : Result<void>(fail(copy.error()));
        if (made)
            take(shared(std::move(copy)));
        done(made);
        return;
    }
    const quint64 asked = ++m_asked;
    ++m_busy;
    std::shared_ptr<prompt::KeyStore> in = store();
    whenDone(
        this,
        QtConcurrent::run(
            &m_pool,
            [in, change = std::move(change)]() -> Result<Ring> { return shared(prompt::changeKeys(*in, change)); }),
        [this, asked, done = std::move(done)](const Result<Ring> &ring) {
            --m_busy;
            if (ring && asked == m_asked)
                take(ring);
            done(ring ? Result<void>() : Result<void>(fail(ring.error())));
        });
}

void KeyBox::create(std::function<void(const Result<QString> &)> done)
{
    auto id = std::make_shared<QString>();
    change(
        [id](KeyRing &ring) -> Result<void> {
            Result<prompt::Key> key = prompt::Key::make();
            if (!key)
                return fail(key.error());
            *id = prompt::newKeyId(ring, QDate::currentDate());
            return ring.add(*id, std::move(*key), QDateTime::currentDateTimeUtc());
        },
        [id, done = std::move(done)](const Result<void> &made) {
            done(made ? Result<QString>(*id) : Result<QString>(fail(made.error())));
        });
}

Result<prompt::Key> KeyBox::typedKey(const QString &text)
{
    const QByteArray plain = text.simplified().remove(u' ').toLatin1();
    QByteArray bytes;
    if (plain.size() == 2 * qsizetype(prompt::Key::Size))
        bytes = QByteArray::fromHex(plain);
    if (bytes.size() != qsizetype(prompt::Key::Size)) {
        const auto decoded = QByteArray::fromBase64Encoding(plain, QByteArray::AbortOnBase64DecodingErrors);
        bytes = decoded ? decoded.decoded : QByteArray();
    }
    if (bytes.size() != qsizetype(prompt::Key::Size))
        return fail(ErrorKind::Usage, tr("A key is 64 hexadecimal digits, or the base64 of 32 bytes"));
    Result<prompt::Key> key = prompt::Key::from(bytes);
    prompt::wipe(bytes);
    return key;
}

void KeyBox::backUp(const QString &file, const QString &passphrase, std::function<void(const Result<void> &)> done)
{
    ++m_busy;
    whenDone(
        this,
        QtConcurrent::run(
            &m_pool,
            [ring = m_ring, file, passphrase]() -> Result<bool> {
                const auto sealed = prompt::sealKeys(*ring, passphrase);
                if (!sealed)
                    return fail(sealed.error());
                if (const auto saved = prompt::savePrivately(file, *sealed); !saved)
                    return fail(saved.error());
                return true;
            }),
        [this, done = std::move(done)](const Result<bool> &saved) {
            --m_busy;
            done(saved ? Result<void>() : Result<void>(fail(saved.error())));
        });
}

void KeyBox::restore(const QString &file, const QString &passphrase, std::function<void(const Result<int> &)> done)
{
    ++m_busy;
    whenDone(
        this,
        QtConcurrent::run(
            &m_pool,
            [file, passphrase]() -> Result<Ring> {
                const auto bytes = readFile(file);
                return bytes ? shared(prompt::openKeys(*bytes, passphrase)) : Result<Ring>(fail(bytes.error()));
            }),
        [this, done = std::move(done)](const Result<Ring> &backup) {
            --m_busy;
            if (!backup) {
                done(fail(backup.error()));
                return;
            }
            auto added = std::make_shared<int>(0);
            change(
                [backup = *backup, added](KeyRing &ring) -> Result<void> {
                    const QString current = ring.current() ? ring.current()->id : QString();
                    for (const KeyRing::Entry &entry : backup->entries()) {
                        if (ring.find(entry.id))
                            continue;
                        const auto bytes = entry.key.bytes();
                        Result<prompt::Key> key = prompt::Key::from(
                            QByteArrayView(reinterpret_cast<const char *>(bytes.data()), qsizetype(bytes.size())));
                        if (!key)
                            return fail(key.error());
                        if (auto put = ring.add(entry.id, std::move(*key), entry.created); !put)
                            return put;
                        ++*added;
                    }
                    const QString wanted = !current.isEmpty() ? current
                                         : backup->current()  ? backup->current()->id
                                                              : QString();
                    return wanted.isEmpty() ? Result<void>() : ring.setCurrent(wanted);
                },
                [added, done](const Result<void> &made) {
                    done(made ? Result<int>(*added) : Result<int>(fail(made.error())));
                });
        });
}

void KeyBox::lock()
{
    ++m_asked;
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
