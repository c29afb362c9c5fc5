/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Options that are read, checked and listed, and change nothing: what they steer is done in another
 * way here, or is not done.
 */
#include "conf/options.h"

#define NO_TLS "SMTP sessions are not encrypted, and STARTTLS is not offered"
#define NO_AUTH "AUTH is not offered"
#define NO_FILTERS "mail filters are not asked"
#define FIXED_WORKERS                                                                              \
    "processes stay, one of each kind a core, and their threads try many jobs at once"
#define NO_SHARED_MEMORY "the processes tell each other over sockets what they must know"
#define NO_FILES_OF_A_JOB "a message in work lies in memory and in the journal"
#define OF_SPECIAL_BUILDS "only special builds of the original have it"

static const struct {
    const char *name, *note;
} notes[] = {
    {"AliasWait", "newaliases puts a finished file in place, so there is nothing to wait for"},
    {"CheckpointInterval",
     "a job's file is rewritten when an attempt is over; an attempt that a crash ends is repeated"},
    {"MatchGECOS", "full names are not looked up; aliases can name them"},
    {"DontPruneRoutes", "bounces go to the sender as the message named him"},
    {"Timeout.ident", "clients are not asked who they are, as with 0"},
    {"Timeout.auth", NO_AUTH},
    {"Timeout.starttls", NO_TLS},
    {"Timeout.control", "there is no control socket; signals and the service manager do its work"},
    {"Timeout.resolver.retrans.first", "the normal one holds for every question"},
    {"Timeout.resolver.retry.first", "the normal one holds for every question"},
    {"ForkEachJob", FIXED_WORKERS},
    {"DialDelay", "a connection that fails is tried again at the next queue run"},
    {"UnsafeGroupWrites", "DontBlameSendmail says it"},
    {"SingleThreadDelivery", "jobs for one host may run side by side"},
    {"ControlSocketName",
     "there is no control socket; signals and the service manager do its work"},
    {"ProcessTitlePrefix", "processes are called by what they are: smtpd, queue, deliver"},
    {"DataFileBufferSize", NO_FILES_OF_A_JOB},
    {"XscriptFileBufferSize", NO_FILES_OF_A_JOB},
    {"CACertFile", NO_TLS},
    {"CACertPath", NO_TLS},
    {"DHParameters", NO_TLS},
    {"Milter.LogLevel", NO_FILTERS},
    {"Milter.macros.connect", NO_FILTERS},
    {"Milter.macros.helo", NO_FILTERS},
    {"Milter.macros.envfrom", NO_FILTERS},
    {"Milter.macros.envrcpt", NO_FILTERS},
    {"Milter.macros.data", NO_FILTERS},
    {"Milter.macros.eoh", NO_FILTERS},
    {"Milter.macros.eom", NO_FILTERS},
    {"AuthOptions", NO_AUTH},
    {"CertFingerprintAlgorithm", NO_TLS},
    {"CipherList", NO_TLS},
    {"RandFile", NO_TLS},
    {"TLSSrvOptions", NO_TLS},
    {"MaxQueueChildren", FIXED_WORKERS},
    {"MaxRunnersPerQueue", FIXED_WORKERS},
    {"NiceQueueRun", FIXED_WORKERS},
    {"SharedMemoryKey", NO_SHARED_MEMORY},
    {"SharedMemoryKeyFile", NO_SHARED_MEMORY},
    {"AuthMaxBits", NO_AUTH},
    {"MailboxDatabase", "users are who the system's user database knows (pw)"},
    {"FastSplit", "hosts of a split message are looked up when they are delivered to"},
    {"RejectLogInterval", "each connection that is refused is logged"},
    {"RequiresDirfsync", "directories are synced wherever a file must not be lost"},
    {"CRLFile", NO_TLS},
    {"CRLPath", NO_TLS},
    {"AuthRealm", NO_AUTH},
    {"BadRcptShutdownGood", "BadRcptThrottle slows such clients down"},
    {"ServerSSLOptions", NO_TLS},
    {"ClientSSLOptions", NO_TLS},
    {"SSLEngine", NO_TLS},
    {"SSLEnginePath", NO_TLS},
    {"TLSFallbacktoClear", NO_TLS},
    {"SetCertAltnames", NO_TLS},
    {"SmtpUTF8", "SMTPUTF8 is not offered"},
    {"StrictTransportSecurity", NO_TLS},
    {"CipherSuites", NO_TLS},
    {"DANE", NO_TLS},
    {"DontLockFilesForRead", "map files are locked only while they are opened"},
    {"RefuseLowMem", OF_SPECIAL_BUILDS},
    {"QueueLowMem", OF_SPECIAL_BUILDS},
    {"MemoryResource", OF_SPECIAL_BUILDS},
    {"MessageAccept", OF_SPECIAL_BUILDS},
    {"CheckQueueRunners", "the master starts what dies"},
    {"EightBitAddrOK", OF_SPECIAL_BUILDS},
    {"AddrTypeModes", OF_SPECIAL_BUILDS},
    {"FIPSMode", NO_TLS},
    {"BounceQueue", OF_SPECIAL_BUILDS},
    {"AddBcc", OF_SPECIAL_BUILDS},
    {"KeepBcc", OF_SPECIAL_BUILDS},
    {"NameServer", "ResolverOptions and resolv.conf say whom to ask"},
    {"NameSearchList", "resolv.conf says it"},
    {"Hacks", OF_SPECIAL_BUILDS},
    {"ClientCACertFile", NO_TLS},
    {"ClientCACertPath", NO_TLS},
    {"RemoteMode", OF_SPECIAL_BUILDS},
};

const size_t option_notes = COUNT(notes);

const char *option_note(const struct option *row)
{
    for (size_t i = 0; i < COUNT(notes); i++)
        if (slice_is_case(slice_from(row->name), notes[i].name))
            return notes[i].note;
    return NULL;
}
