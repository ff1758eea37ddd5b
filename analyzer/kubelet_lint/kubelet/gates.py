"""The feature gates of each release, and what setting one comes to.

Read from ``DefaultMutableFeatureGate`` of every release's kubelet options. A kubelet
exits over a gate it does not know and over one that is locked to its other value
(``SetFromMap``, k8s.io/component-base/featuregate).

A row is a gate and, for each minor release that changed it, the release, the stage
(``a`` alpha, ``b`` beta, ``g`` general, ``d`` deprecated), ``+`` on or ``-`` off by
default and ``!`` if locked; ``x`` is gone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from kubelet_lint.value import Json

_ROWS = """
APIListChunking 24b+ 30g+! 34x
APIPriorityAndFairness 24b+ 30g+! 34x
APIResponseCompression 24b+
APISelfSubjectReview 24a- 27b+ 28g+! 30x
APIServerIdentity 24b+
APIServerTracing 24a- 27b+ 34g+! 37x
APIServerWebhookAuthenticationToken 37a-
APIServingWithRoutine 30a-
AdmissionWebhookMatchConditions 27a- 28b+ 30g+! 34x
AdvancedAuditing 24g+ 27g+! 28x
AggregatedDiscoveryEndpoint 24a- 27b+ 30g+! 34x
AggregatedDiscoveryRemoveBetaType 34d+ 37d+!
AllAlpha 24a-
AllBeta 24b-
AllowDNSOnlyNodeCSR 34d-
AllowInsecureKubeletCertificateSigningRequests 34d-
AllowOverwriteTerminationGracePeriodSeconds 34d- 37d-!
AllowParsingUserUIDFromCertAuth 34b+
AllowServiceExternalIPs 37g+
AllowServiceLBStatusOnNonLB 30d- 34d-! 37x
AllowUnsafeMalformedObjectDeletion 34a- 37b+
AnonymousAuthConfigurableEndpoints 34g+! 37x
AnyVolumeDataSource 24b+ 34g+! 37x
AppArmor 24b+ 34x
AppArmorFields 30b+ 34x
AtomicFIFO 37b+
AtomicWriteVolumeUserFields 37a-
AuthorizeNodeWithSelectors 34g+! 37x
AuthorizePodWebsocketUpgradeCreatePermission 37b+
AuthorizeWithSelectors 34g+! 37x
BtreeWatchCache 34g+! 37x
CBORServingAndStorage 34a-
CPUManager 24g+! 34x
CPUManagerPolicyAlphaOptions 24a-
CPUManagerPolicyBetaOptions 24b+
CPUManagerPolicyOptions 24b+ 34g+!
CRDObservedGenerationTracking 37b+
CRDValidationRatcheting 28a- 30b+ 34g+!
CRIListStreaming 37a-
CSIInlineVolume 24g+! 27x
CSIMigration 24g+! 27x
CSIMigrationAWS 24g+! 27x
CSIMigrationAzureDisk 24g+! 27x
CSIMigrationAzureFile 24g+ 27g+! 30x
CSIMigrationGCE 24g+! 28x
CSIMigrationPortworx 24b- 34g+! 37x
CSIMigrationRBD 24a- 28d- 34x
CSIMigrationvSphere 24g+ 27g+! 30x
CSINodeExpandSecret 24a- 27b+ 30g+! 34x
CSIServiceAccountTokenSecrets 37g+!
CSIStorageCapacity 24g+! 28x
CSIVolumeHealth 24a-
ChangeContainerStatusOnKubeletRestart 37d-
ClearingNominatedNodeNameAfterBinding 34a- 37b+
ClientsAllowCARotation 37b+
ClientsAllowCBOR 34a-
ClientsAllowTLSCacheGC 37b+
ClientsPreferCBOR 34a-
CloudControllerManagerWatchBasedRoutesReconciliation 37a-
CloudControllerManagerWebhook 27a-
CloudDualStackNodeIPs 27a- 30g+! 34x
ClusterTrustBundle 27a- 34b- 37g+
ClusterTrustBundleProjection 30a- 34b- 37g+
ComponentFlagz 34a- 37b+
ComponentSLIs 27b+ 34g+! 37x
ComponentStatusz 34a- 37b+
CompositePodGroup 37a-
ConcurrentWatchObjectDecode 34b- 37b+
ConsistentHTTPGetHandlers 24g+ 30g+! 34x
ConsistentListFromCache 28a- 34g+! 37x
ConsistentListFromCacheSkipTimeoutFallback 37a-
ConstrainedImpersonation 37b+
ContainerCheckpoint 24a- 30b+
ContainerRestartRules 34a- 37b+
ContainerStopSignals 34a-
ContextualLogging 24a- 30b+
ControllerManagerLeaderMigration 24g+! 27x
ControllerManagerReleaseLeaderElectionLockOnExit 37a-
CoordinatedLeaderElection 34b-
CronJobTimeZone 24b+ 27g+! 30x
CronJobsScheduledAnnotation 28b+ 34g+! 37x
CrossNamespaceVolumeDataSource 24a-
CustomCPUCFSQuotaPeriod 24a- 37g+
CustomResourceFieldSelectors 30a- 34g+!
CustomResourceValidationExpressions 24b+ 30g+! 34x
DRAAdminAccess 34b+ 37g+!
DRAConsumableCapacity 34a- 37b+
DRADerivedAttributes 37a-
DRADeviceBindingConditions 34a- 37b+
DRADeviceCompatibilityGroups 37a-
DRADeviceTaintRules 37g+
DRADeviceTaints 34a- 37g+
DRAExtendedResource 34a- 37g+!
DRAFractionalCapacityRange 37b-
DRAListTypeAttributes 37a-
DRANodeAllocatableResources 37a-
DRAOptionalNodeOperations 37a-
DRAPartitionableDevices 34a- 37b+
DRAPartitionableDevicesType 37a-
DRAPrioritizedList 34b+ 37g+!
DRAResourceClaimDeviceStatus 34b+ 37g+!
DRAResourceClaimGranularStatusAuthorization 37b+
DRAResourcePoolStatus 37a-
DRASchedulerFilterTimeout 34b+
DRAWorkloadResourceClaims 37b-
DaemonSetUpdateSurge 24g+! 27x
DeclarativeValidation 34b+ 37g+!
DeclarativeValidationBeta 37b+
DeclarativeValidationTakeover 34b- 37d-!
DefaultHostNetworkHostPortsInPodTemplates 28d- 34x
DefaultPodSysctls 37a-
DelegateFSGroupToCSIDriver 24g+! 28x
DeploymentReplicaSetTerminatingReplicas 34a- 37b+
DetectCacheInconsistency 34b+
DevicePluginCDIDevices 28a- 30b+ 34x
DevicePlugins 24g+! 28x
DisableAcceleratorUsageMetrics 24g+! 28x
DisableAllocatorDualWrite 34g+ 37g+!
DisableCPUQuotaWithExclusiveCPUs 34b+ 37d+!
DisableCloudProviders 24a- 30b+ 34x
DisableKubeletCloudCredentialProviders 24a- 30b+ 34x
DisableNodeKubeProxyVersion 30a- 34d+ 37d+!
DownwardAPIHugePages 24b+ 27g+! 30x
DryRun 24g+! 28x
DynamicResourceAllocation 24a- 34g+ 37g+!
EfficientWatchResumption 24g+! 34x
ElasticIndexedJob 27b+ 34x
EmptyDirVolumeMode 37a-
EndpointSliceTerminatingCondition 24g+! 28x
EnvFiles 34a- 37b+
EphemeralContainers 24g+! 27x
EtcdRangeStream 37b+
EventedPLEG 24a-
EvictionRequestAPI 37a-
ExcludeAdmissionWebhookVirtualResources 37b+
ExecProbeTimeout 24g+ 37g+!
ExpandCSIVolumes 24g+ 27x
ExpandInUsePersistentVolumes 24g+ 27x
ExpandPersistentVolumes 24g+ 27x
ExpandedDNSConfig 24b+ 28g+! 30x
ExperimentalHostUserNamespaceDefaulting 24b- 28d-! 30x
ExtendWebSocketsToKubelet 37b+
ExternalServiceAccountTokenSigner 34b+ 37g+!
GRPCContainerProbe 24b+ 27g+! 30x
GRPCContainerProbeTLS 37a-
GenericWorkload 37b-
GitRepoVolumeDriver 34d- 37d-!
GracefulNodeShutdown 24b+
GracefulNodeShutdownBasedOnPodPriority 24b+
H2CContainerProbe 37a-
HPAConfigurableTolerance 34a- 37g+!
HPAContainerMetrics 24a- 27b+ 30g+! 34x
HPAGeneration 37b+
HPAOptimizedSelectorStore 37b+
HPAScaleToZero 24a- 37b+
HonorPVReclaimPolicy 24a- 34g+! 37x
HostnameOverride 34a- 37g+!
HugepageAwareEviction 37b+
IPTablesOwnershipCleanup 24a- 27b+ 28g+! 30x
IdentifyPodOS 24g+! 27x
ImageMaximumGCAge 30b+ 37g+!
ImageVolume 34b- 37g+!
ImageVolumeWithDigest 37a-
InOrderInformers 34b+ 37g+!
InOrderInformersBatchProcess 37b+
InPlacePodLevelResourcesVerticalScaling 37b+
InPlacePodVerticalScaling 27a- 34b+ 37g+!
InPlacePodVerticalScalingAllocatedStatus 34d- 37x
InPlacePodVerticalScalingExclusiveCPUs 34a-
InPlacePodVerticalScalingExclusiveMemory 34a-
InPlacePodVerticalScalingInitContainers 37g+!
InPlacePodVerticalScalingMemoryBackedVolumes 37a-
InPlacePodVerticalScalingSchedulerPreemption 37a-
InTreePluginAWSUnregister 24a- 34x
InTreePluginAzureDiskUnregister 24a- 34x
InTreePluginAzureFileUnregister 24a- 34x
InTreePluginGCEUnregister 24a- 34x
InTreePluginOpenStackUnregister 24a- 34x
InTreePluginPortworxUnregister 24a- 37x
InTreePluginRBDUnregister 24a- 28d- 34x
InTreePluginvSphereUnregister 24a- 34x
InformerResourceVersion 30a- 37g+
InterPodAffinityHostnameFastPath 37a-
JobBackoffLimitPerIndex 28a- 30b+ 34g+! 37x
JobManagedBy 30a- 34b+ 37g+!
JobMutableNodeSchedulingDirectives 24b+ 27g+! 30x
JobPodFailurePolicy 24b+ 34x
JobPodReplacementPolicy 28a- 30b+ 34g+! 37x
JobReadyPods 24b+ 30g+! 34x
JobSuccessPolicy 30a- 34g+! 37x
JobTrackingWithFinalizers 24g+! 30x
KMSv1 28d+ 30d-
KMSv2 24a- 27b+ 30g+! 34x
KMSv2KDF 28b- 30g+! 34x
KubeProxyDrainingTerminatingNodes 28a- 30b+ 34x
KubeProxyIPVS 37d+
KubeProxyNFTablesLocalhostNodePorts 37a-
KubeletAllocatedPodsEndpoint 37a-
KubeletCgroupDriverFromCRI 28a- 34g+!
KubeletCrashLoopBackOffMax 34a- 37b+
KubeletCredentialProviders 24g+! 28x
KubeletEnsureSecretPulledImages 34a- 37b+
KubeletFineGrainedAuthz 34b+ 37g+!
KubeletInUserNamespace 24a- 37b+
KubeletPSI 34b+ 37g+!
KubeletPodResources 24b+ 28g+! 30x
KubeletPodResourcesDynamicResources 27a- 34b+ 37g+!
KubeletPodResourcesGet 27a- 34b+ 37g+!
KubeletPodResourcesGetAllocatable 24b+ 28g+! 30x
KubeletPodResourcesListUseActivePods 34d+
KubeletRegistrationGetOnExistsOnly 34d-
KubeletSeparateDiskGC 30a- 34b+
KubeletServiceAccountTokenForCredentialProviders 34b+
KubeletTracing 24a- 27b+ 34g+!
LegacyServiceAccountTokenCleanUp 28a- 30g+! 34x
LegacyServiceAccountTokenNoAutoGeneration 24g+ 27g+! 30x
LegacyServiceAccountTokenTracking 24a- 27b+ 28g+! 30x
ListFromCacheSnapshot 34b+
LoadBalancerIPMode 30b+ 34g+! 37x
LocalStorageCapacityIsolation 24g+! 27x
LocalStorageCapacityIsolationFSQuotaMonitoring 24a- 34b-
LogarithmicScaleDown 24b+ 34g+! 37x
LoggingAlphaOptions 24a-
LoggingBetaOptions 24b+
ManifestBasedAdmissionControlConfig 37b+
MatchLabelKeysInPodAffinity 30a- 34g+!
MatchLabelKeysInPodTopologySpread 24a- 27b+
MatchLabelKeysInPodTopologySpreadSelectorMerge 34b+
MaxUnavailableStatefulSet 24a- 37b+
MemoryManager 24b+ 34g+! 37x
MemoryQoS 24a- 37b+
MinDomainsInPodTopologySpread 24b- 27b+ 30g+! 34x
MinimizeIPTablesRestore 24a- 27b+ 28g+! 30x
MixedProtocolLBService 24g+! 28x
MultiCIDRRangeAllocator 24a- 30x
MultiCIDRServiceAllocator 27a- 34g+!
MutableCSINodeAllocatableCount 34b- 37g+!
MutablePVNodeAffinity 37a-
MutablePodResourcesForSuspendedJobs 37b+
MutableSchedulingDirectivesForSuspendedJobs 37b+
MutatingAdmissionPolicy 30a- 34b- 37g+
NFTablesNetlink 37b+
NFTablesProxyMode 30a- 34g+!
NativeHistograms 37b+
NetworkPolicyEndPort 24g+! 27x
NetworkPolicyStatus 24a- 28x
NewVolumeManagerReconstruction 27b- 28b+ 30g+! 34x
NodeControllerLeaseCircuitBreaker 37b+
NodeDeclaredFeatures 37g+!
NodeInclusionPolicyInPodTopologySpread 24b+ 34g+!
NodeLifecycleConditions 37a-
NodeLogQuery 27a- 30b- 37g+!
NodeOutOfServiceVolumeDetach 24b+ 28g+! 34x
NodeSwap 24a- 28b- 30b+ 34g+!
NominatedNodeNameForExpectation 34a- 37b+
OpenAPIEnums 24b+
OpenAPIV3 24b+ 27g+! 30x
OpportunisticBatching 37b+
OrderedNamespaceDeletion 30b- 34g+! 37x
PDBUnhealthyPodEvictionPolicy 24a- 27b+ 34x
PLEGOnDemandRelist 37g+!
PersistentVolumeClaimUnusedSinceTime 37b+
PersistentVolumeLastPhaseTransitionTime 28a- 30b+ 34x
PodAndContainerStatsFromCRI 24a- 37b-
PodCertificateRequest 34a- 37g+
PodDeletionCost 24b+
PodDisruptionConditions 24b+ 34x
PodGroupPreemptionPolicy 37a-
PodHasNetworkCondition 24a- 28x
PodHostIPs 28a- 30g+! 34x
PodIndexLabel 28b+ 34g+! 37x
PodLevelResourceManagers 37b-
PodLevelResources 34b+
PodLevelResourcesFixDefaulting 37b+
PodLevelResourcesFixKubeletQOSClass 37b+
PodLifecycleSleepAction 30b+ 34g+! 37x
PodLifecycleSleepActionAllowZero 34g+! 37x
PodLogsQuerySplitStreams 34a-
PodObservedGenerationTracking 34b+ 37g+!
PodReadyToStartContainersCondition 28a- 30b+ 37g+!
PodSchedulingReadiness 24a- 27b+ 30g+!
PodSecurity 24g+! 28x
PodTopologyLabelsAdmission 34a- 37b+
PodsAPI 37b+
PortForwardWebsockets 30a- 34b+
PreferSameTrafficDistribution 34b+ 37g+!
PreventStaticPodAPIReferences 34b+ 37x
ProbeHostPodSecurityStandards 34g+! 37x
ProbeTerminationGracePeriod 24b+ 28g+! 30x
ProcMountType 24a- 34b+ 37g+!
ProxyTerminatingEndpoints 24b+ 28g+! 30x
QOSReserved 24a-
ReadWriteOncePod 24a- 27b+ 30g+! 34x
RecoverVolumeExpansionFailure 24a- 34g+!
RecursiveReadOnlyMounts 30a- 34g+!
ReduceDefaultCrashLoopBackOffDecay 34a-
RelaxedDNSSearchValidation 34g+! 37x
RelaxedEnvironmentVariableValidation 30a- 34g+!
RelaxedServiceNameValidation 34a- 37g+!
ReloadKubeletClientCAFile 37b+
ReloadKubeletServerCertificateFile 34b+
RemainingItemCount 24b+ 30g+! 34x
RemoteRequestHeaderUID 34b+
RemoveSelfLink 24g+! 30x
ResilientWatchCacheInitialization 34g+! 37x
ResourceHealthStatus 34a- 37b+
ResourceHealthStatusMessage 37b+
RestartAllContainersOnContainerExits 37b+
RetroactiveDefaultStorageClass 24b+ 28g+! 30x
RetryGenerateName 30a- 34g+! 37x
RotateKubeletServerCertificate 24b+
RuntimeClassInImageCriApi 30a-
SELinuxChangePolicy 34b+ 37g+!
SELinuxMount 30a- 34b- 37g+
SELinuxMountReadWriteOncePod 24a- 27b- 28b+ 37g+!
SchedulerAsyncAPICalls 34b-
SchedulerAsyncPreemption 34b+
SchedulerPopFromBackoffQ 34b+
SchedulerPreQueueingHints 37a-
SchedulerQueueingHints 28b- 34g+! 37x
SeccompDefault 24b+ 27g+! 30x
SecurityContextDeny 27a- 30x
SeparateCacheWatchRPC 28b+ 34d- 37d-!
SeparateTaintEvictionController 30b+ 34g+!
ServerSideApply 24g+! 34x
ServerSideFieldValidation 24b+ 27g+! 34x
ServiceAccountNodeAudienceRestriction 34b+
ServiceAccountTokenJTI 30b+ 34g+!
ServiceAccountTokenNodeBinding 30a- 34g+!
ServiceAccountTokenNodeBindingValidation 30b+ 34g+!
ServiceAccountTokenPodNodeInfo 30b+ 34g+!
ServiceCIDRStatusFieldWiping 37d+
ServiceIPStaticSubrange 24g+! 28x
ServiceInternalTrafficPolicy 24g+! 28x
ServiceNodePortStaticSubrange 27a- 28b+ 30g+! 34x
ServiceTrafficDistribution 30a- 34g+! 37x
ShardedListAndWatch 37a-
SidecarContainers 28a- 30b+ 34g+! 37x
SizeBasedListCostEstimate 34b+
SizeMemoryBackedVolumes 24b+ 34g+! 37x
SkipReadOnlyValidationGCE 28a- 30d+ 34x
StableLoadBalancerNodeSet 27b+ 30g+! 34x
StaleControllerConsistencyDaemonSet 37b+
StaleControllerConsistencyHPA 37b+
StaleControllerConsistencyJob 37b+
StaleControllerConsistencyReplicaSet 37b+
StaleControllerConsistencyStatefulSet 37b+
StatefulSetAutoDeletePVC 24a- 27b+ 34g+! 37x
StatefulSetMinReadySeconds 24g+! 27x
StatefulSetRecreateStrategy 37a-
StatefulSetSemanticRevisionComparison 34b+
StatefulSetStartOrdinal 24a- 27b+ 34x
StorageCapacityScoring 34a- 37b+
StorageNamespaceIndex 30b+ 34d+
StorageVersionAPI 24a-
StorageVersionHash 24b+
StorageVersionMigrator 30a- 37g+
StreamingCollectionEncodingToJSON 34g+! 37x
StreamingCollectionEncodingToProtobuf 34g+! 37x
StrictCostEnforcementForVAP 30b- 34g+! 37x
StrictCostEnforcementForWebhooks 30b- 34g+! 37x
StrictIPCIDRValidation 34a- 37b+
StructuredAuthenticationConfiguration 30b+ 34g+! 37x
StructuredAuthenticationConfigurationEgressSelector 34b+
StructuredAuthenticationConfigurationJWKSMetrics 37b+
StructuredAuthorizationConfiguration 30b+ 34g+! 37x
SupplementalGroupsPolicy 34b+ 37g+!
SystemdWatchdog 34b+ 37g+!
TaintTolerationComparisonOperators 37a-
TokenRequestServiceAccountUIDValidation 34b+
TopologyAwareHints 24b+ 34g+! 37x
TopologyAwareWorkloadScheduling 37a-
TopologyManager 24b+ 27g+! 30x
TopologyManagerPolicyAlphaOptions 24a-
TopologyManagerPolicyBetaOptions 24b- 28b+
TopologyManagerPolicyOptions 24a- 28b+ 34g+ 37g+!
TranslateStreamCloseWebsocketRequests 30b+
UnauthenticatedHTTP2DOSMitigation 24b- 30b+
UnknownVersionInteroperabilityProxy 28a- 37b+
UnlockWhileProcessingFIFO 37b+
UserNamespacesHostNetworkSupport 37a-
UserNamespacesPodSecurityStandards 30a- 37x
UserNamespacesStatelessPodsSupport 24a- 28x
UserNamespacesSupport 28a- 30b- 34b+ 37g+!
ValidatingAdmissionPolicy 24a- 28b- 30g+! 34x
VolumeAttributesClass 30a- 34g+ 37g+!
VolumeBindMountOptions 37a-
VolumeCapacityPriority 24a- 34x
VolumeLimitScaling 37b+
WatchBookmark 24g+! 34x
WatchCacheInitializationPostStartHook 34b- 37g+!
WatchFromStorageWithoutResourceVersion 27b- 34d-! 37x
WatchList 27a- 34b+
WatchListClient 30b- 37b+
WatchListCompression 37b+
WebhookRoundTripLoadBalancing 37b+
WinDSR 24a- 34g+!
WinOverlay 24b+ 34g+!
WindowsCPUAndMemoryAffinity 34a-
WindowsGracefulNodeShutdown 34b+
WindowsHostNetwork 24a+ 34d-
WindowsHostProcessContainers 24g+! 28x
WorkloadWithJob 37a-
ZeroLimitedNominalConcurrencyShares 30g+! 34x
"""

_ALL = {"a": "AllAlpha", "b": "AllBeta"}


class Gate(NamedTuple):
    """A feature gate in one release."""

    stage: str
    default: bool
    locked: bool


def gate(name: str, minor: int) -> Gate | None:
    """Return a gate as a release has it, None if it does not know it."""
    at = _ROWS.find(f"\n{name} ")
    if at < 0:
        return None
    row = _ROWS[at + 1 : _ROWS.index("\n", at + 1)].split()
    found = ""
    for step in row[1:]:
        if int(step[:2]) <= minor:
            found = step[2:]
    if found in ("", "x"):
        return None
    return Gate(found[0], found[1] == "+", found.endswith("!"))


def enabled(name: str, minor: int, gates: Mapping[str, Json]) -> bool:
    """Say whether a feature is on in a release, given the gates that are set."""
    found = gate(name, minor)
    if found is None:
        return False
    if isinstance(gates.get(name), bool):
        return gates[name] is True
    every = gates.get(_ALL.get(found.stage, ""))
    if isinstance(every, bool) and not found.locked:
        return every
    return found.default


def refused(name: str, value: Json, minor: int) -> str:
    """Say why a release exits over a gate that is set; empty if it does not."""
    found = gate(name, minor)
    if found is None:
        return f"unrecognized feature gate: {name}"
    if found.locked and value != found.default:
        said, kept = str(value).lower(), str(found.default).lower()
        return f"cannot set feature gate {name} to {said}, feature is locked to {kept}"
    return ""
